package dev.plumbline.kustomize.yaml;

import java.util.Comparator;

/** The order in which the original writes the keys of a map: letters last, numbers by value. */
final class KeyOrder implements Comparator<String> {

  static final Comparator<String> NATURAL = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    for (int i = 0; i < left.length && i < right.length; i++) {
      if (left[i] != right[i]) {
        return compareAt(left, right, i);
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static int compareAt(int[] left, int[] right, int i) {
    boolean leftLetter = Character.isLetter(left[i]);
    boolean rightLetter = Character.isLetter(right[i]);
    if (leftLetter && rightLetter) {
      return Integer.compare(left[i], right[i]);
    }
    if (leftLetter || rightLetter) {
      return rightLetter ? -1 : 1;
    }
    long lead = (left[i] == '0' || right[i] == '0') && insideNumber(left, i) ? 1 : 0;
    long[] leftNumber = number(left, i, lead);
    long[] rightNumber = number(right, i, lead);
    if (leftNumber[0] != rightNumber[0]) {
      return Long.compare(leftNumber[0], rightNumber[0]);
    }
    if (leftNumber[1] != rightNumber[1]) {
      return Long.compare(leftNumber[1], rightNumber[1]);
    }
    return Integer.compare(left[i], right[i]);
  }

  private static boolean insideNumber(int[] text, int i) {
    for (int j = i - 1; j >= 0 && Character.isDigit(text[j]); j--) {
      if (text[j] != '0') {
        return true;
      }
    }
    return false;
  }

  private static long[] number(int[] text, int from, long lead) {
    long value = lead;
    int end = from;
    while (end < text.length && Character.isDigit(text[end])) {
      value = value * 10 + (text[end] - '0');
      end++;
    }
    return new long[] {value, end};
  }
}
