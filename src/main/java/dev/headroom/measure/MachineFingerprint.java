package dev.headroom.measure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which machine this is: facts with their origin, one for each {@link Characteristic}. What is
 * unknown is said to be unknown, and nothing is derived from a clock frequency.
 *
 * @param facts in the order of the characteristics
 */
public record MachineFingerprint(List<Fact> facts) {
  private static final String SHARED_CACHE =
      "a virtual machine may report the host's cache, not its share: measure it";

  /** Copies the list. */
  public MachineFingerprint {
    facts = List.copyOf(facts);
  }

  /** Reads the machine that this process runs on. */
  public static MachineFingerprint ofThisMachine() {
    return read(Path.of("/"), SystemConfiguration.ofThisMachine(), JavaProcess.current());
  }

  /** Reads a machine from the files below a root folder and what programs said about it. */
  static MachineFingerprint read(Path root, SystemConfiguration configuration, JavaProcess java) {
    SystemFiles files = new SystemFiles(root);
    ControlGroup group = new ControlGroup(files);
    List<Fact> facts = new ArrayList<>();
    Stream.of(
            Stream.of(
                Fact.known(Characteristic.SYSTEM, java.system(), "Java"),
                Fact.known(Characteristic.ARCHITECTURE, java.architecture(), "Java"),
                Fact.known(Characteristic.USABLE_CPUS, Integer.toString(java.processors()), "Java"),
                group.cpuQuota(),
                group.memoryLimit(),
                Fact.known(Characteristic.JAVA, java.version(), "Java"),
                Fact.known(Characteristic.JAVA_VENDOR, java.vendor(), "Java"),
                Fact.known(
                    Characteristic.JAVA_OPTIONS,
                    java.options().isEmpty() ? "none" : String.join(" ", java.options()),
                    "Java"),
                Fact.known(Characteristic.HEAP_BYTES, Long.toString(java.heapBytes()), "Java")),
            new ProcessorFacts(files).facts(),
            new MemoryFacts(files, configuration, java).facts())
        .flatMap(part -> part)
        .sorted((a, b) -> a.characteristic().compareTo(b.characteristic()))
        .forEach(facts::add);
    return new MachineFingerprint(facts).withCautions();
  }

  private MachineFingerprint withCautions() {
    boolean bare = value(Characteristic.HYPERVISOR).filter("no"::equals).isPresent();
    return new MachineFingerprint(
        facts.stream()
            .map(
                fact ->
                    switch (fact.characteristic()) {
                      case L1D_BYTES, L2_BYTES, L3_BYTES ->
                          bare || fact.value().isEmpty() ? fact : fact.withCaution(SHARED_CACHE);
                      default -> fact;
                    })
            .toList());
  }

  /** The fact about a characteristic. */
  public Fact fact(Characteristic characteristic) {
    return facts.stream()
        .filter(fact -> fact.characteristic() == characteristic)
        .findFirst()
        .orElseGet(() -> Fact.unknown(characteristic, "nothing"));
  }

  /** The value of a characteristic, if known. */
  public Optional<String> value(Characteristic characteristic) {
    return fact(characteristic).value();
  }

  /** The value of a characteristic that is a whole number, if known. */
  public OptionalLong number(Characteristic characteristic) {
    return value(characteristic)
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  /** Bytes of memory that may be used: the machine's, or the control group's if that is less. */
  public OptionalLong usableMemoryBytes() {
    return tightestMemory().stream()
        .mapToLong(fact -> number(fact.characteristic()).orElseThrow())
        .findFirst();
  }

  /** Where {@link #usableMemoryBytes} was read. */
  public String usableMemoryOrigin() {
    return tightestMemory().orElse(fact(Characteristic.MEMORY_BYTES)).origin();
  }

  private Optional<Fact> tightestMemory() {
    return Stream.of(Characteristic.MEMORY_BYTES, Characteristic.MEMORY_LIMIT_BYTES)
        .filter(characteristic -> number(characteristic).isPresent())
        .min(Comparator.comparingLong(what -> number(what).orElseThrow()))
        .map(this::fact);
  }

  /** One line for people: {@code AMD EPYC 9654, 8 CPUs}. */
  public String title() {
    String cpus = value(Characteristic.USABLE_CPUS).orElse("?");
    return value(Characteristic.CPU)
            .orElse("unknown processor (" + value(Characteristic.ARCHITECTURE).orElse("?") + ")")
        + ", "
        + cpus
        + (cpus.equals("1") ? " CPU" : " CPUs");
  }

  /**
   * Twelve hexadecimal digits of a SHA-256 over what {@linkplain Characteristic#marks() marks} the
   * machine: measurements under another hash were taken on another machine or another Java. Of
   * Java's version only the feature release enters, of memory nothing.
   */
  public String hash() {
    StringBuilder text = new StringBuilder();
    for (Fact fact : facts) {
      if (fact.characteristic().marks()) {
        text.append(fact.characteristic().key()).append('=').append(mark(fact)).append('\n');
      }
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String mark(Fact fact) {
    String value = fact.value().orElse("?");
    return fact.characteristic() == Characteristic.JAVA ? value.split("[.+-]", 2)[0] : value;
  }
}
