package dev.plumbline.charts;

import java.net.URI;
import java.util.regex.Pattern;

/** Makes what servers and files say fit for messages. */
final class Shown {

  private static final int LONGEST = 2_000;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s\"']*@");

  private Shown() {}

  /** Without control characters, without user information in URLs, and not endless. */
  static String text(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return USER_INFO.matcher(CONTROL.matcher(cut).replaceAll(" ")).replaceAll("").strip();
  }

  /** A short quotation of something foreign. */
  static String quoted(String text) {
    String clean = text(text);
    return "\"" + (clean.length() <= 100 ? clean : clean.substring(0, 100) + "…") + "\"";
  }

  /** An address without its query, which may be a signature that lets its bearer in. */
  static String address(URI address) {
    String path = address.getRawPath() == null ? "" : address.getRawPath();
    int port = address.getPort();
    return address.getScheme() + "://" + address.getHost() + (port < 0 ? "" : ":" + port) + path;
  }
}
