package dev.plumbline.workers;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The main class of a child. It does calls one after another, and is gone as soon as its parent is:
 * a thread of its own reads the pipe from there, whose end means just that.
 */
final class Child {

  /** Room for what a frame has beside the bytes that the bound is about. */
  static final int OVERHEAD = 64 << 10;

  private final LinkedBlockingQueue<Frame> inbox = new LinkedBlockingQueue<>();
  private final Map<String, Task> tasks = new HashMap<>();
  private final DataOutputStream out;
  private final int maxBytes;

  private Child(DataOutputStream out, int maxBytes) {
    this.out = out;
    this.maxBytes = maxBytes;
  }

  /**
   * Serves the parent until it goes.
   *
   * @param arguments the largest message in bytes
   */
  public static void main(String[] arguments) throws Exception {
    InputStream pipe = new FileInputStream(FileDescriptor.in);
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    // Whatever a library prints must not get between the frames.
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    Child child = new Child(out, Integer.parseInt(arguments[0]));
    Thread reader = new Thread(() -> child.listen(new DataInputStream(pipe)), "parent");
    reader.setDaemon(true);
    reader.start();
    child.serve();
  }

  private void listen(DataInputStream in) {
    try {
      while (true) {
        inbox.add(Frame.read(in, maxBytes + OVERHEAD));
      }
    } catch (IOException | RuntimeException gone) {
      Runtime.getRuntime().halt(0);
    }
  }

  private void serve() throws IOException, InterruptedException {
    new Frame(Frame.Kind.READY, new byte[0]).write(out);
    while (true) {
      Frame call = inbox.take();
      done(call).write(out);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a task throws is the caller's to know
  private Frame done(Frame call) {
    try {
      byte[] result = task(call.first()).run(call.rest(), this::ask);
      check("its result", result);
      return new Frame(Frame.Kind.RESULT, result);
    } catch (TooLargeError e) {
      return new Frame(Frame.Kind.TOO_LARGE, bytes(e));
    } catch (Exception | StackOverflowError | LinkageError | AssertionError | AbortedError e) {
      System.err.println(e.getClass().getName() + ": " + e.getMessage());
      return Frame.of(Frame.Kind.FAILURE, e.getClass().getName(), bytes(e));
    }
  }

  private static byte[] bytes(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    String bounded = message.length() > OVERHEAD / 8 ? message.substring(0, OVERHEAD / 8) : message;
    return bounded.getBytes(StandardCharsets.UTF_8);
  }

  private Task task(String name) throws ReflectiveOperationException {
    Task known = tasks.get(name);
    if (known != null) {
      return known;
    }
    var constructor = Class.forName(name).asSubclass(Task.class).getDeclaredConstructor();
    constructor.setAccessible(true);
    Task task = constructor.newInstance();
    tasks.put(name, task);
    return task;
  }

  private byte[] ask(byte[] question) {
    check("a question of it", question);
    try {
      new Frame(Frame.Kind.QUESTION, question).write(out);
      Frame answer = inbox.take();
      if (answer.kind() != Frame.Kind.ANSWER) {
        throw new AbortedError();
      }
      return answer.content();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the parent cannot be asked", e);
    }
  }

  private void check(String what, byte[] bytes) {
    if (bytes.length > maxBytes) {
      throw new TooLargeError(
          what + " has " + bytes.length + " bytes, more than the " + maxBytes + " allowed");
    }
  }

  /** An error, so that no task takes it for a failure of its own. */
  private static final class AbortedError extends Error {
    private static final long serialVersionUID = 1L;

    AbortedError() {
      super("the parent wants no more of this call");
    }
  }

  private static final class TooLargeError extends Error {
    private static final long serialVersionUID = 1L;

    TooLargeError(String message) {
      super(message);
    }
  }
}
