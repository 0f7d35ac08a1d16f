package dev.plumbline.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/** The command line without services, for tests in other packages. */
public final class PlumblineCommandLine {

  private PlumblineCommandLine() {}

  /** One that prints there. */
  public static CommandLine of(PrintWriter out, PrintWriter err) {
    return PlumblineCommand.commandLine((settings, afterStop) -> 0).setOut(out).setErr(err);
  }
}
