package dev.plumbline.git;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The {@code %xx} of URLs, where a plus sign is a plus sign. */
final class PercentEncoding {

  private PercentEncoding() {}

  /** The text meant; the text itself when it is not encoded correctly. */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
