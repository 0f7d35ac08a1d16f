package dev.plumbline.charts;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** What a server answered. Its body ends with a {@link ChartException} when it is late or long. */
record HttpAnswer(String shown, int status, HttpHeaders headers, InputStream body)
    implements Closeable {

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  byte[] bytes() {
    try {
      return body.readAllBytes();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  ChartException broken(IOException why) {
    return new ChartException(
        ChartException.Reason.UNREACHABLE, shown + ": the connection broke", true, why);
  }

  /** What a status that is not a success amounts to. */
  ChartException failure(String what) {
    return switch (status) {
      case 401, 403, 407 ->
          new ChartException(
              ChartException.Reason.UNAUTHORIZED,
              shown
                  + ": the server does not let us read "
                  + what
                  + " (it answered "
                  + status
                  + "): check the Secret, and whether its password or token has expired");
      case 404, 410 ->
          new ChartException(
              ChartException.Reason.NOT_FOUND,
              shown + ": there is no " + what + " (it answered " + status + ")");
      default ->
          new ChartException(
              ChartException.Reason.UNREACHABLE,
              shown + ": the server answered " + status + " when asked for " + what);
    };
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      return; // nothing more is wanted of it
    }
  }
}
