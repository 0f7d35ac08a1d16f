package dev.plumbline.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * A connection that identifies itself to the one server it is meant for, stops at the deadline and
 * at the byte budget of its conversation, and notes how the server answered.
 */
final class GuardedHttpConnection extends JDKHttpConnection {

  private final HttpConversation conversation;

  GuardedHttpConnection(URL url, Proxy proxy, HttpConversation conversation) throws IOException {
    super(url, proxy);
    this.conversation = conversation;
  }

  @Override
  public int getResponseCode() throws IOException {
    conversation.deadline().check();
    int status = super.getResponseCode();
    conversation.answered(status);
    return status;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        conversation.beforeRead();
        int b = super.read();
        conversation.received(b < 0 ? 0 : 1);
        return b;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        conversation.beforeRead();
        int n = super.read(buffer, offset, length);
        conversation.received(Math.max(n, 0));
        return n;
      }
    };
  }
}
