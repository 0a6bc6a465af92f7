package dev.headroom.hardware;

import dev.headroom.document.Nearest;
import dev.headroom.workload.DataType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A device as its profile describes it; every number has a source.
 *
 * @param identity what it is called
 * @param compute what computes
 * @param memory levels, outermost first; the first is the device memory
 * @param links how it reaches others of its kind
 * @param tdp board power in watts
 * @param price of an hour
 * @param kernels that were fitted on it
 * @param origin the file it came from
 */
public record DeviceProfile(
    Identity identity,
    Compute compute,
    List<MemoryLevel> memory,
    List<Link> links,
    Optional<Sourced> tdp,
    Optional<Price> price,
    List<KernelProfile> kernels,
    String origin) {
  /** Copies the lists; refuses levels that do not begin with the device memory. */
  public DeviceProfile {
    memory = List.copyOf(memory);
    links = List.copyOf(links);
    kernels = List.copyOf(kernels);
    if (memory.isEmpty() || memory.get(0).scope() != MemoryScope.DEVICE) {
      throw new IllegalArgumentException("memory: the first level must have the scope device");
    }
  }

  /** The kernel with this name, if one was fitted. */
  public Optional<KernelProfile> kernel(String kernelName) {
    return kernels.stream().filter(kernel -> kernel.name().equals(kernelName)).findFirst();
  }

  /** The sentence for a kernel that it does not have: the nearest name or part of one, and all. */
  public String unknownKernel(String wanted) {
    List<String> known = kernels.stream().map(KernelProfile::name).toList();
    if (known.isEmpty()) {
      return "no kernel was fitted on device '"
          + name()
          + "', was '"
          + wanted
          + "'; 'none' is the roofline, 'headroom calibrate --measurements' fits kernels";
    }
    Set<String> parts = new LinkedHashSet<>(known);
    known.forEach(kernel -> parts.addAll(Arrays.asList(kernel.split("\\.", -1))));
    return "unknown kernel '"
        + wanted
        + "' of device '"
        + name()
        + "';"
        + Nearest.to(wanted, parts).map(near -> " did you mean '" + near + "'?").orElse("")
        + " known: none, "
        + String.join(", ", known);
  }

  /** This device with the kernels of a relative, marked as transferred; its own ones first. */
  DeviceProfile withKernelsOf(DeviceProfile relative) {
    List<KernelProfile> all = new ArrayList<>(kernels);
    relative.kernels.stream()
        .filter(kernel -> kernel(kernel.name()).isEmpty())
        .map(kernel -> kernel.transferredFrom(relative.name()))
        .forEach(all::add);
    return withKernels(all);
  }

  /** This device with these kernels instead of its own. */
  public DeviceProfile withKernels(List<KernelProfile> others) {
    return new DeviceProfile(identity, compute, memory, links, tdp, price, others, origin);
  }

  /** The preset name: {@code h100-sxm}. */
  public String name() {
    return identity.name();
  }

  /**
   * Dense peak of matrix products in this type, in FLOP (for integer types: operations) per second:
   * that of the matrix hardware or, where it does not know the type, of the vector units. Empty if
   * the device cannot compute in it; no other type is put in its place.
   */
  public OptionalDouble peakFlopPerSecond(DataType type) {
    OptionalDouble matrix = valueOf(Optional.ofNullable(compute.matrix().peaks().get(type)));
    return matrix.isPresent() ? matrix : vectorPeakFlopPerSecond(type);
  }

  /** Dense peak of the vector units in this type, in FLOP per second. */
  public OptionalDouble vectorPeakFlopPerSecond(DataType type) {
    return valueOf(Optional.ofNullable(compute.vector().get(type)));
  }

  /** Part of the matrix peak that large products reach in real programs, if known. */
  public OptionalDouble matrixEfficiency() {
    return valueOf(compute.matrix().reached().matrixEfficiency());
  }

  /** Part of the memory's bandwidth at which programs stream, if known. */
  public OptionalDouble memoryEfficiency() {
    return valueOf(compute.matrix().reached().memoryEfficiency());
  }

  /**
   * Bytes of cached keys and values per second that products with one row take, if known; each
   * further row as many again.
   */
  public OptionalDouble fewRowRateBytesPerSecond() {
    return valueOf(compute.matrix().reached().fewRowRate());
  }

  /** The types with a peak, for a message that says what would work. */
  public Set<DataType> computableTypes() {
    Set<DataType> types = EnumSet.noneOf(DataType.class);
    Arrays.stream(DataType.values())
        .filter(type -> peakFlopPerSecond(type).isPresent())
        .forEach(types::add);
    return types;
  }

  /** Exponentials per second, if known. */
  public OptionalDouble exponentialsPerSecond() {
    return valueOf(compute.exponentials());
  }

  /** Bytes per second between device memory and chip. */
  public double bandwidthBytesPerSecond() {
    return memory.get(0).bandwidth().orElseThrow().value();
  }

  /** Bytes of device memory. */
  public double capacityBytes() {
    return memory.get(0).capacityBytes();
  }

  /** The outermost level on the chip that more than one unit can reach, if there is one. */
  public Optional<MemoryLevel> lastLevelCache() {
    return memory.stream()
        .filter(level -> level.scope() == MemoryScope.CHIP || level.scope() == MemoryScope.GROUP)
        .findFirst();
  }

  /** Bytes of the last-level cache, all instances together; 0 if there is none. */
  public double lastLevelCacheBytes() {
    return lastLevelCache().map(MemoryLevel::capacityBytes).orElse(0.0);
  }

  /** Board power in watts, if known. */
  public OptionalDouble powerWatts() {
    return valueOf(tdp);
  }

  /** US dollars for an hour of one device, if known. */
  public OptionalDouble priceUsdPerHour() {
    return valueOf(price.map(Price::perHour));
  }

  /** FLOP per byte at which the peak in this type and the memory are equally busy. */
  public OptionalDouble ridgePointFlopPerByte(DataType type) {
    OptionalDouble peak = peakFlopPerSecond(type);
    return peak.isPresent()
        ? OptionalDouble.of(peak.getAsDouble() / bandwidthBytesPerSecond())
        : peak;
  }

  /** All numbers in the order of the profile, each with its place and source. */
  public List<Sourced> numbers() {
    return Stream.of(
            compute.numbers(),
            memory.stream().flatMap(MemoryLevel::numbers),
            links.stream().flatMap(Link::numbers),
            tdp.stream(),
            price.map(Price::perHour).stream())
        .flatMap(numbers -> numbers)
        .toList();
  }

  /** This device with every number but those of the matrix tile and the kernels changed. */
  public DeviceProfile mapNumbers(UnaryOperator<Sourced> change) {
    return new DeviceProfile(
        identity,
        compute.map(change),
        memory.stream().map(level -> level.map(change)).toList(),
        links.stream().map(link -> link.map(change)).toList(),
        tdp.map(change),
        price.map(each -> new Price(change.apply(each.perHour()), each.place(), each.date())),
        kernels,
        origin);
  }

  /** What is allowed but implausible, one sentence each. */
  public List<String> warnings() {
    return Plausibility.warnings(this);
  }

  /**
   * The first twelve hexadecimal digits of the SHA-256 of its name, numbers and kernels: two
   * results with the same fingerprint stand on the same profile.
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder(name());
    numbers()
        .forEach(
            number -> {
              text.append('\n').append(number.keyPath()).append('=').append(number.value());
              if (number.spread() > 0) {
                text.append('~').append(number.spread());
              }
            });
    kernels.forEach(kernel -> kernel.appendTo(text));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static OptionalDouble valueOf(Optional<Sourced> number) {
    return number.map(n -> OptionalDouble.of(n.value())).orElse(OptionalDouble.empty());
  }
}
