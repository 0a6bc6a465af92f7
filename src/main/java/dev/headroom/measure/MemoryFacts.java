package dev.headroom.measure;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code /sys}, {@code /proc/meminfo} and {@code getconf} say about caches and memory. */
final class MemoryFacts {
  private static final String CACHES = "sys/devices/system/cpu/cpu0/cache";
  private static final String HUGE_PAGES = "sys/kernel/mm/transparent_hugepage/enabled";
  private static final String CLOCK =
      "sys/devices/system/clocksource/clocksource0/current_clocksource";
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,11})([KMG]?)");
  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+([1-9]\\d{0,14}) kB");
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

  private final SystemFiles files;
  private final SystemConfiguration configuration;
  private final JavaProcess java;

  MemoryFacts(SystemFiles files, SystemConfiguration configuration, JavaProcess java) {
    this.files = files;
    this.configuration = configuration;
    this.java = java;
  }

  /** Sizes of caches, memory and pages, and the kernel's clock. */
  Stream<Fact> facts() {
    return Stream.of(
        cache(Characteristic.L1D_BYTES, 1, "LEVEL1_DCACHE_SIZE"),
        cache(Characteristic.L2_BYTES, 2, "LEVEL2_CACHE_SIZE"),
        cache(Characteristic.L3_BYTES, 3, "LEVEL3_CACHE_SIZE"),
        memory(),
        pages(),
        hugePages(),
        clock());
  }

  private Fact cache(Characteristic characteristic, int level, String name) {
    for (String index : files.names(CACHES, "index")) {
      String folder = CACHES + "/" + index + "/";
      OptionalLong size = bytes(files.text(folder + "size").orElse(""));
      if (files.text(folder + "level").orElse("").equals(Integer.toString(level))
          && !files.text(folder + "type").orElse("").equals("Instruction")
          && size.isPresent()) {
        return Fact.known(characteristic, Long.toString(size.getAsLong()), "/" + CACHES);
      }
    }
    OptionalLong told = configuration.positive(name);
    return told.isPresent()
        ? Fact.known(characteristic, Long.toString(told.getAsLong()), "getconf " + name)
        : Fact.unknown(characteristic, "/" + CACHES + ", getconf");
  }

  private static OptionalLong bytes(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    int shift =
        switch (size.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    return OptionalLong.of(Long.parseLong(size.group(1)) << shift);
  }

  private Fact memory() {
    Optional<Long> total =
        files.lines("proc/meminfo").stream()
            .map(TOTAL::matcher)
            .filter(Matcher::matches)
            .map(found -> Long.parseLong(found.group(1)) << 10)
            .findFirst();
    if (total.isPresent()) {
      return Fact.known(Characteristic.MEMORY_BYTES, total.get().toString(), "/proc/meminfo");
    }
    return java.memoryBytes().isPresent()
        ? Fact.known(
            Characteristic.MEMORY_BYTES, Long.toString(java.memoryBytes().getAsLong()), "Java")
        : Fact.unknown(Characteristic.MEMORY_BYTES, "/proc/meminfo, Java");
  }

  private Fact pages() {
    OptionalLong size = configuration.positive("PAGESIZE");
    return size.isPresent()
        ? Fact.known(Characteristic.PAGE_BYTES, Long.toString(size.getAsLong()), "getconf PAGESIZE")
        : Fact.unknown(Characteristic.PAGE_BYTES, "getconf");
  }

  private Fact hugePages() {
    Matcher chosen = CHOSEN.matcher(files.text(HUGE_PAGES).orElse(""));
    return chosen.find()
        ? Fact.known(Characteristic.TRANSPARENT_HUGE_PAGES, chosen.group(1), "/" + HUGE_PAGES)
        : Fact.unknown(Characteristic.TRANSPARENT_HUGE_PAGES, "/" + HUGE_PAGES);
  }

  private Fact clock() {
    return files
        .text(CLOCK)
        .map(source -> Fact.known(Characteristic.CLOCK_SOURCE, source, "/" + CLOCK))
        .orElseGet(() -> Fact.unknown(Characteristic.CLOCK_SOURCE, "/" + CLOCK));
  }
}
