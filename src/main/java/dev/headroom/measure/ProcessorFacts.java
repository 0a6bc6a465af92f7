package dev.headroom.measure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code /proc/cpuinfo} and {@code /sys} say about the processor. */
final class ProcessorFacts {
  private static final String CPUINFO = "proc/cpuinfo";
  private static final String CPU_FOLDER = "sys/devices/system/cpu";

  /** Instruction sets that decide how fast a kernel can be, in the kernel's spelling. */
  private static final List<String> SIMD =
      List.of(
          ("sse2 sse4_2 avx avx2 fma f16c avx512f avx512bw avx512dq avx512vl avx512_vnni"
                  + " avx512_bf16 avx512_fp16 avx_vnni amx_tile amx_bf16 amx_int8"
                  + " asimd asimdhp asimddp bf16 i8mm sve sve2 svebf16 sme")
              .split(" "));

  private final SystemFiles files;
  private final List<String> lines;

  ProcessorFacts(SystemFiles files) {
    this.files = files;
    this.lines = files.lines(CPUINFO);
  }

  /** Name, model, cores, processors, instruction sets and whether the machine is virtual. */
  Stream<Fact> facts() {
    return Stream.of(name(), model(), cores(), processors(), simd(), hypervisor());
  }

  private Fact name() {
    Optional<String> name = first("model name").or(() -> first("Processor"));
    if (name.isPresent()) {
      return Fact.known(Characteristic.CPU, name.get().replaceAll("\\s+", " "), "/" + CPUINFO);
    }
    Optional<String> part = first("CPU part");
    return part.isPresent()
        ? Fact.known(
                Characteristic.CPU,
                "Arm implementer " + first("CPU implementer").orElse("?") + " part " + part.get(),
                "/" + CPUINFO)
            .withCaution("the kernel gives numbers, not the name")
        : Fact.unknown(Characteristic.CPU, "/" + CPUINFO);
  }

  private Fact model() {
    return joined("cpu family", "model", "stepping")
        .or(() -> joined("CPU implementer", "CPU part", "CPU revision"))
        .map(model -> Fact.known(Characteristic.CPU_MODEL, model, "/" + CPUINFO))
        .orElseGet(() -> Fact.unknown(Characteristic.CPU_MODEL, "/" + CPUINFO));
  }

  private Optional<String> joined(String... keys) {
    return Stream.of(keys).allMatch(key -> first(key).isPresent())
        ? Optional.of(
            Stream.of(keys).map(key -> first(key).orElseThrow()).collect(Collectors.joining("/")))
        : Optional.empty();
  }

  private Fact cores() {
    Set<String> cores = new LinkedHashSet<>();
    for (String cpu : files.names(CPU_FOLDER, "cpu")) {
      String topology = CPU_FOLDER + "/" + cpu + "/topology/";
      files
          .text(topology + "core_id")
          .ifPresent(
              core ->
                  cores.add(files.text(topology + "physical_package_id").orElse("0") + ":" + core));
    }
    return cores.isEmpty()
        ? Fact.unknown(Characteristic.CORES, "/" + CPU_FOLDER + "/cpu*/topology")
        : Fact.known(
            Characteristic.CORES,
            Integer.toString(cores.size()),
            "/" + CPU_FOLDER + "/cpu*/topology");
  }

  private Fact processors() {
    long count = lines.stream().filter(line -> key(line).equals("processor")).count();
    return count == 0
        ? Fact.unknown(Characteristic.CPUS, "/" + CPUINFO)
        : Fact.known(Characteristic.CPUS, Long.toString(count), "/" + CPUINFO);
  }

  private Fact simd() {
    Set<String> flags = flags();
    if (flags.isEmpty()) {
      return Fact.unknown(Characteristic.SIMD, "/" + CPUINFO);
    }
    String known = SIMD.stream().filter(flags::contains).collect(Collectors.joining(" "));
    return Fact.known(Characteristic.SIMD, known.isEmpty() ? "none" : known, "/" + CPUINFO);
  }

  private Fact hypervisor() {
    Optional<String> type = files.text("sys/hypervisor/type");
    if (type.isPresent()) {
      return Fact.known(Characteristic.HYPERVISOR, type.get(), "/sys/hypervisor/type");
    }
    if (first("flags").isEmpty()) {
      // Only x86 processors carry the flag.
      return Fact.unknown(Characteristic.HYPERVISOR, "/sys/hypervisor, /" + CPUINFO);
    }
    return Fact.known(
        Characteristic.HYPERVISOR,
        flags().contains("hypervisor") ? "yes" : "no",
        "the flags of /" + CPUINFO);
  }

  private Set<String> flags() {
    return first("flags")
        .or(() -> first("Features"))
        .map(flags -> Set.copyOf(List.of(flags.split("\\s+"))))
        .orElse(Set.of());
  }

  private Optional<String> first(String key) {
    return lines.stream()
        .filter(line -> key(line).equals(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private static String key(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? "" : line.substring(0, colon).strip();
  }
}
