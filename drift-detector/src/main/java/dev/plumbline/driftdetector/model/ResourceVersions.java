package dev.plumbline.driftdetector.model;

import java.math.BigInteger;

/**
 * The order of resourceVersions of one kind on one cluster, which is that of the numbers they are.
 */
public final class ResourceVersions {

  private ResourceVersions() {}

  /** Whether {@code seen} is {@code told} or newer; anything but numbers is only ever equal. */
  public static boolean reached(String seen, String told) {
    return seen.equals(told) || newer(seen, told);
  }

  /** Whether {@code a} is newer than {@code b}; false for anything but numbers. */
  public static boolean newer(String a, String b) {
    return isNumber(a) && isNumber(b) && new BigInteger(a).compareTo(new BigInteger(b)) > 0;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 40
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
