/** The Kubernetes REST surface over HTTP: routing, verbs, discovery, OpenAPI, tables, selectors. */
@NullMarked
package dev.plumbline.sandbox.rest;

import org.jspecify.annotations.NullMarked;
