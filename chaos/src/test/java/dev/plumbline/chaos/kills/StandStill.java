package dev.plumbline.chaos.kills;

import static java.util.Objects.requireNonNull;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.PlumblineProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Makes a process stand still at a {@link KillPoint}: a debugger that waits for the n-th passage,
 * at which all threads stop at once. What is done to the process then finds it at that very
 * instruction.
 */
public final class StandStill implements AutoCloseable {

  /** What a JVM must be started with to be attached to. */
  public static final String JVM_OPTION =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

  private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(30);
  private static final Duration ON_ITS_WAY = Duration.ofMillis(100);
  private static final Pattern DEBUGGABLE =
      Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

  private final VirtualMachine vm;
  private final KillPoint point;
  private final int passage;

  private StandStill(VirtualMachine vm, KillPoint point, int passage) {
    this.vm = vm;
    this.point = point;
    this.passage = passage;
  }

  /**
   * Attaches to a process and has it stop there.
   *
   * @param passage at which time of coming by, from now on; 1 is the next
   */
  public static StandStill at(PlumblineProcess process, KillPoint point, int passage) {
    StandStill still = new StandStill(attach(process), point, passage);
    still.arm();
    return still;
  }

  /** Waits until it stands there; false if it does not come by in time, or ends. */
  public boolean await(Duration within) {
    Instant end = Instant.now().plus(within);
    try {
      for (Duration left = within;
          !left.isNegative();
          left = Duration.between(Instant.now(), end)) {
        EventSet events = vm.eventQueue().remove(Math.max(1, left.toMillis()));
        if (events != null && !goesOn(events)) {
          return stands(events);
        }
      }
      return false;
    } catch (VMDisconnectedException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Lets go of it: it goes on as if nothing had been. Of one that has ended, nothing is left. It
   * may come by in this very moment, and would be left standing there for ever: so nothing is asked
   * for any more first, and what was on its way is let go on.
   */
  @Override
  public void close() {
    try {
      vm.eventRequestManager().deleteAllBreakpoints();
      vm.eventRequestManager()
          .deleteEventRequests(List.copyOf(vm.eventRequestManager().stepRequests()));
      vm.eventRequestManager()
          .deleteEventRequests(List.copyOf(vm.eventRequestManager().classPrepareRequests()));
      EventSet late = vm.eventQueue().remove(ON_ITS_WAY.toMillis());
      while (late != null) {
        late.resume();
        late = vm.eventQueue().remove(ON_ITS_WAY.toMillis());
      }
      vm.dispose();
    } catch (VMDisconnectedException e) {
      // It has ended, and so has the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static boolean stands(EventSet events) {
    return events.stream().noneMatch(VMDisconnectEvent.class::isInstance);
  }

  /** Handles what comes on the way; false when it is there. */
  private boolean goesOn(EventSet events) {
    for (Event event : events) {
      if (event instanceof ClassPrepareEvent prepared) {
        stopIn(prepared.referenceType());
      } else if (event instanceof BreakpointEvent entered) {
        if (point.moment() == KillPoint.Moment.BEFORE) {
          return false;
        }
        stopAfter(entered.thread());
      } else if (event instanceof StepEvent || event instanceof VMDisconnectEvent) {
        return false;
      }
    }
    events.resume();
    return true;
  }

  private void arm() {
    String type = point.effect().type();
    ClassPrepareRequest loading = vm.eventRequestManager().createClassPrepareRequest();
    loading.addClassFilter(type);
    loading.setSuspendPolicy(EventRequest.SUSPEND_ALL);
    loading.enable();
    vm.classesByName(type).forEach(this::stopIn);
  }

  private void stopIn(ReferenceType type) {
    for (Method method : type.methodsByName(point.effect().method())) {
      if (parameters(method) == point.effect().parameters() && !method.isSynthetic()) {
        BreakpointRequest entry =
            vm.eventRequestManager().createBreakpointRequest(method.location());
        entry.addCountFilter(passage);
        entry.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        entry.enable();
      }
    }
  }

  private static int parameters(Method method) {
    return method.argumentTypeNames().size();
  }

  private void stopAfter(ThreadReference thread) {
    StepRequest step =
        vm.eventRequestManager()
            .createStepRequest(thread, StepRequest.STEP_MIN, StepRequest.STEP_OUT);
    step.addCountFilter(1);
    step.setSuspendPolicy(EventRequest.SUSPEND_ALL);
    step.enable();
  }

  /** It listens again, on another port, whenever a debugger has gone; that may take a moment. */
  private static VirtualMachine attach(PlumblineProcess process) {
    AtomicReference<VirtualMachine> attached = new AtomicReference<>();
    Waiting.until(
        ATTACHED_WITHIN,
        () -> "cannot be attached to: " + process.out(),
        () -> {
          port(process).flatMap(StandStill::attach).ifPresent(attached::set);
          return attached.get() != null;
        });
    return attached.get();
  }

  private static Optional<VirtualMachine> attach(String port) {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    requireNonNull(arguments.get("port")).setValue(port);
    try {
      return Optional.of(connector.attach(arguments));
    } catch (IOException e) {
      return Optional.empty();
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<String> port(PlumblineProcess process) {
    return DEBUGGABLE
        .matcher(process.out())
        .results()
        .map(result -> result.group(1))
        .reduce((first, second) -> second);
  }
}
