package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressGuardTest {

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254,false,false",
    "169.254.0.1,false,false",
    "fe80::1,false,false",
    "::ffff:169.254.169.254,false,false",
    "64:ff9b::a9fe:a9fe,false,false",
    "fd00:ec2::254,false,false",
    "100.100.100.200,false,false",
    "0.0.0.0,false,false",
    "224.0.0.1,false,false",
    "127.0.0.1,true,false",
    "::1,true,false",
    "10.1.2.3,true,false",
    "192.168.1.1,true,false",
    "172.16.0.1,true,false",
    "100.64.0.1,true,false",
    "fd12::1,true,false",
    "64:ff9b::a00:1,true,false",
    "93.184.216.34,true,true"
  })
  void addresses(String address, boolean allowed, boolean allowedWithoutPrivate) throws Exception {
    InetAddress given = InetAddress.getByName(address);
    assertThat(new AddressGuard(true, "the.setting").refusal(given).isEmpty()).isEqualTo(allowed);
    assertThat(new AddressGuard(false, "the.setting").refusal(given).isEmpty())
        .isEqualTo(allowedWithoutPrivate);
  }
}
