package dev.plumbline.git;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/**
 * The host keys of a {@code known_hosts} text; every other key is refused, as is every revoked one.
 * Notes why it refused, since SSH itself only says that it did.
 */
final class KnownHosts implements ServerKeyDatabase {

  private record Known(KnownHostEntry entry, PublicKey key) {}

  private final List<Known> known = new ArrayList<>();
  private volatile @Nullable String refusal;

  /**
   * Reads the text.
   *
   * @throws GitException {@code REFUSED} when a line of it is not in the format
   */
  KnownHosts(@Nullable String text) {
    String all = text == null ? "" : text;
    int number = 0;
    for (String line : all.lines().toList()) {
      number++;
      try {
        for (KnownHostEntry entry :
            KnownHostEntry.readKnownHostEntries(new BufferedReader(new StringReader(line)))) {
          PublicKey key =
              entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
          if (key != null) {
            known.add(new Known(entry, key));
          }
        }
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        throw new GitException(
            GitException.Reason.REFUSED,
            "Line " + number + " of known_hosts in the Secret is not a known_hosts line");
      }
    }
  }

  /** Why a server was refused; null when none was. */
  @Nullable String refusal() {
    return refusal;
  }

  @Override
  public List<PublicKey> lookup(
      String connectAddress, InetSocketAddress remote, Configuration configuration) {
    return entries(connectAddress, remote).stream()
        .filter(entry -> !isRevoked(entry))
        .map(Known::key)
        .toList();
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remote,
      PublicKey serverKey,
      Configuration configuration,
      @Nullable CredentialsProvider provider) {
    List<Known> entries = entries(connectAddress, remote);
    List<Known> same =
        entries.stream().filter(e -> KeyUtils.compareKeys(e.key(), serverKey)).toList();
    if (!same.isEmpty() && same.stream().noneMatch(KnownHosts::isRevoked)) {
      return true;
    }
    String fingerprint = KeyUtils.getFingerPrint(serverKey);
    refusal =
        entries.isEmpty()
            ? "The Secret has no host key for this server: put the output of ssh-keyscan, once you"
                + " have checked it, into the key known_hosts (the server shows "
                + fingerprint
                + ")"
            : "The server shows the host key "
                + fingerprint
                + ", which is not the one in known_hosts of the Secret, or is revoked there:"
                + " somebody may be in between";
    return false;
  }

  private List<Known> entries(String connectAddress, InetSocketAddress remote) {
    String host = host(connectAddress);
    return known.stream()
        .filter(known -> known.entry().isHostMatch(host, remote.getPort()))
        .toList();
  }

  private static boolean isRevoked(Known known) {
    return "revoked".equals(known.entry().getMarker());
  }

  /** JGit gives {@code host:port}, in brackets where the host has colons itself. */
  private static String host(String connectAddress) {
    String text = connectAddress;
    int colon = text.lastIndexOf(':');
    if (colon > 0 && (text.indexOf(':') == colon || text.startsWith("["))) {
      text = text.substring(0, colon);
    }
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }
}
