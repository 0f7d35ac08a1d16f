package dev.plumbline.workers;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Tasks that do what a task may do, and what it may not. */
final class Deeds {

  private Deeds() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static final class Echo implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      return request;
    }
  }

  static final class Pid implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      return bytes(String.valueOf(ProcessHandle.current().pid()));
    }
  }

  /** Asks for each letter of the request and joins the answers. */
  static final class Curious implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      StringBuilder answers = new StringBuilder();
      for (String each : text(request).split("")) {
        answers.append(text(parent.ask(bytes(each))));
      }
      return bytes(answers.toString());
    }
  }

  static final class Loop implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      long sum = 0;
      while (sum >= 0) {
        sum = (sum + 1) & 0xffff;
      }
      return request;
    }
  }

  /** Starts a process of its own and does not come back. */
  static final class Parent implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) throws Exception {
      Process sleep = new ProcessBuilder("sleep", "600").start();
      byte[] unused = parent.ask(bytes(String.valueOf(sleep.pid())));
      return new Loop().run(request, parent);
    }
  }

  static final class FillHeap implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      List<byte[]> kept = new ArrayList<>();
      for (long i = 0; i < Long.MAX_VALUE; i++) {
        kept.add(new byte[1 << 20]);
      }
      return request;
    }
  }

  /** Memory that is not on the heap, as a native library has it. */
  static final class FillMemory implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      List<java.nio.ByteBuffer> kept = new ArrayList<>();
      for (long i = 0; i < Long.MAX_VALUE; i++) {
        java.nio.ByteBuffer block = java.nio.ByteBuffer.allocateDirect(4 << 20);
        for (int page = 0; page < block.capacity(); page += 4_096) {
          block.put(page, (byte) 1);
        }
        kept.add(block);
      }
      return request;
    }
  }

  static final class Halt implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      System.err.println("the last thing I do");
      Runtime.getRuntime().halt(7);
      return request;
    }
  }

  static final class Print implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      System.out.println("a library says hello");
      return request;
    }
  }

  /** As native code would: past Java's own stream. */
  static final class PrintRaw implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) throws IOException {
      try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
        out.write(bytes("this is no message at all"));
      }
      return request;
    }
  }

  static final class Fail implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) throws IOException {
      throw new IOException("no such thing as " + text(request));
    }
  }

  static final class Recurse implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      return deeper(request, 0);
    }

    private static byte[] deeper(byte[] request, int depth) {
      return depth < 0 ? request : deeper(request, depth + 1).clone();
    }
  }

  static final class Huge implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) {
      return new byte[Integer.parseInt(text(request))];
    }
  }

  /** All that it can see of where it is. */
  static final class Surroundings implements Task {
    @Override
    public byte[] run(byte[] request, Questions parent) throws IOException {
      Path here = Path.of("").toAbsolutePath();
      Files.writeString(Path.of("left-behind"), "x");
      return bytes(
          new TreeMap<>(System.getenv()).keySet()
              + "\n"
              + here
              + "\n"
              + System.getProperty("java.io.tmpdir")
              + "\n"
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(here)));
    }
  }
}
