package dev.headroom.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;

/**
 * What Java says about itself and the machine.
 *
 * @param system operating system and version
 * @param architecture as Java calls it: {@code amd64}, {@code aarch64}
 * @param processors that it may use
 * @param memoryBytes of the machine or its container, if it tells
 * @param heapBytes at most
 * @param version of Java: {@code 17.0.15+6}
 * @param vendor who made it
 * @param options of the virtual machine that can change a measurement
 */
record JavaProcess(
    String system,
    String architecture,
    int processors,
    OptionalLong memoryBytes,
    long heapBytes,
    String version,
    String vendor,
    List<String> options) {
  /** Copies the list. */
  JavaProcess {
    options = List.copyOf(options);
  }

  /** The process that asks. */
  static JavaProcess current() {
    return new JavaProcess(
        property("os.name") + " " + property("os.version"),
        property("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        Runtime.getRuntime().maxMemory(),
        Runtime.version().toString(),
        property("java.vm.vendor") + ", " + property("java.vm.name"),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(JavaProcess::matters)
            .toList());
  }

  // Paths and properties of the user are nobody's business.
  private static boolean matters(String option) {
    return option.matches("-X(mx|ms|mn|ss|int|comp|batch)\\w*|-XX:[+-]?\\w+(=\\w+)?")
        || option.startsWith("--add-modules");
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }

  private static OptionalLong memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
            && bean.getTotalMemorySize() > 0
        ? OptionalLong.of(bean.getTotalMemorySize())
        : OptionalLong.empty();
  }
}
