package dev.plumbline.renderer;

import dev.plumbline.git.Credentials;
import dev.plumbline.git.Mirror;
import dev.plumbline.git.RepositoryUrl;

/**
 * A source as an application may read it: an application never sees what its own credentials cannot
 * fetch, so each set of credentials has mirrors of its own.
 */
record SourceAccess(RepositoryUrl url, Credentials credentials, Mirror mirror) {}
