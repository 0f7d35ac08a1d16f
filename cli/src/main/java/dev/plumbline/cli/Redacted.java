package dev.plumbline.cli;

import java.util.regex.Pattern;

/** What a person typed, made fit for the terminal and for logs. */
public final class Redacted {

  /** Up to the last @, since a password may have one in it, or a slash. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^\\s\"']*@");

  private Redacted() {}

  /** The text with the credentials taken out of every URL in it. */
  public static String text(String text) {
    return USER_INFO.matcher(text).replaceAll("");
  }
}
