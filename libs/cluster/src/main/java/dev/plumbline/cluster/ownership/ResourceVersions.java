package dev.plumbline.cluster.ownership;

import java.math.BigInteger;

/** Order of resourceVersions, which Kubernetes defines for decimal numbers. */
public final class ResourceVersions {

  private static final int MAX_DIGITS = 40;

  private ResourceVersions() {}

  /** As a comparator does; versions that are no decimal numbers are taken for equal. */
  public static int compare(String one, String other) {
    return isDecimal(one) && isDecimal(other)
        ? new BigInteger(one).compareTo(new BigInteger(other))
        : 0;
  }

  private static boolean isDecimal(String version) {
    return !version.isEmpty()
        && version.length() <= MAX_DIGITS
        && version.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
