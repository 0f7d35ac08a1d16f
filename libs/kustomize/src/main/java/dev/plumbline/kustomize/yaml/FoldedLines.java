package dev.plumbline.kustomize.yaml;

/** A scalar that is put together from lines: one break becomes a blank, more lose the first. */
final class FoldedLines {

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder blanks = new StringBuilder();
  private final StringBuilder firstBreak = new StringBuilder();
  private final StringBuilder moreBreaks = new StringBuilder();
  private boolean broken;

  /** Whether a line break was read behind the last text. */
  boolean isBroken() {
    return broken;
  }

  /** Reads a blank or a line break; blanks at either side of a break are nothing. */
  void readSpace(Source source) {
    if (Source.isBlank(source.peek())) {
      if (!broken) {
        blanks.append(source.peek());
      }
      source.skip();
    } else {
      blanks.setLength(0);
      source.readBreak(broken ? moreBreaks : firstBreak);
      broken = true;
    }
  }

  /** Goes over an escaped line break. */
  void skipBreak(Source source) {
    source.skipBreak();
    broken = true;
  }

  /** Puts what was read between two texts. */
  void join() {
    if (!broken) {
      text.append(blanks);
    } else if (firstBreak.length() > 0 && firstBreak.charAt(0) == '\n') {
      text.append(moreBreaks.length() == 0 ? " " : moreBreaks);
    } else {
      text.append(firstBreak).append(moreBreaks);
    }
    broken = false;
    blanks.setLength(0);
    firstBreak.setLength(0);
    moreBreaks.setLength(0);
  }

  StringBuilder text() {
    return text;
  }
}
