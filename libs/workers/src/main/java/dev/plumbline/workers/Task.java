package dev.plumbline.workers;

/**
 * What a child does: bytes in, bytes out. An instance is made once in each child by the constructor
 * without parameters, and serves every call there, one after another.
 */
public interface Task {

  /**
   * Does one call.
   *
   * @param parent whom to ask for what the request does not hold
   * @throws Exception whatever goes wrong; the caller is told its class and message
   */
  byte[] run(byte[] request, Questions parent) throws Exception;
}
