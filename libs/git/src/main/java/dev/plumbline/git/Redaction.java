package dev.plumbline.git;

import java.util.regex.Pattern;

/** Takes credentials out of text that people and logs will see. */
final class Redaction {

  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s\"']*@");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
  private static final int LONGEST = 1_000;

  private Redaction() {}

  /** The text with {@code user:password@} taken out of every URL in it. */
  static String withoutUserInfo(String text) {
    return USER_INFO.matcher(text).replaceAll("");
  }

  /**
   * Text of a server or a library made fit for a message: the known secrets are gone, URLs have no
   * user information, there are no control characters and it is not long.
   */
  static String foreign(String text, Credentials credentials) {
    String clean = text;
    for (String secret : credentials.secrets()) {
      if (!secret.isBlank()) {
        clean = clean.replace(secret, "***");
      }
    }
    clean = CONTROL.matcher(withoutUserInfo(clean)).replaceAll(" ").strip();
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
  }
}
