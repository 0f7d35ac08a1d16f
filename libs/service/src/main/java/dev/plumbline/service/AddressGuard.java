package dev.plumbline.service;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keeps whoever may make this process send requests, by a {@code NotificationProvider} or a file in
 * Git, from places that trust it. Link-local addresses, where clouds keep their metadata, are
 * always refused; private and loopback ones as configured, as targets inside the cluster have such.
 */
public final class AddressGuard {

  private static final int NAT64_PREFIX = 0x0064ff9b;

  private final boolean allowPrivate;
  private final String setting;

  /**
   * A guard that permits private and loopback addresses, or not.
   *
   * @param setting name of the setting that says so
   */
  public AddressGuard(boolean allowPrivate, String setting) {
    this.allowPrivate = allowPrivate;
    this.setting = setting;
  }

  /**
   * Why an address may not be used; empty when it may. Every address of the host counts.
   *
   * @throws UnknownHostException when the host has no address
   */
  public Optional<String> refusal(URI address) throws UnknownHostException {
    for (InetAddress each : InetAddress.getAllByName(address.getHost())) {
      Optional<String> refusal = refusal(each);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  Optional<String> refusal(InetAddress given) throws UnknownHostException {
    InetAddress address = embedded(given);
    if (address.isLinkLocalAddress() || isMetadata(address)) {
      return Optional.of("the address is link-local or a metadata service, which is never allowed");
    }
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return Optional.of("the address is not one host's");
    }
    if (!allowPrivate && isPrivate(address)) {
      return Optional.of("the address is private or loopback, and " + setting + " is off");
    }
    return Optional.empty();
  }

  /** The IPv4 address within a NAT64 one. */
  private static InetAddress embedded(InetAddress address) throws UnknownHostException {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet6Address && ByteBuffer.wrap(bytes).getInt() == NAT64_PREFIX) {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    }
    return address;
  }

  private static boolean isMetadata(InetAddress address) {
    String text = address.getHostAddress();
    return text.equals("100.100.100.200") || text.equals("fd00:ec2:0:0:0:0:0:254");
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean carrierGrade =
        address instanceof Inet4Address && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    boolean uniqueLocal = address instanceof Inet6Address && (bytes[0] & 0xfe) == 0xfc;
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || carrierGrade
        || uniqueLocal;
  }
}
