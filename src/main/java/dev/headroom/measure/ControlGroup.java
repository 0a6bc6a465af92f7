package dev.headroom.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the control group of this process grants, in version 1 or 2 of the kernel's interface. The
 * tightest limit on the way up to the root holds.
 */
final class ControlGroup {
  private static final String MOUNT = "sys/fs/cgroup";

  /** Version 1 says "no limit" by a number of pages near 2⁶³. */
  private static final double NO_LIMIT = 0x1p60;

  private final SystemFiles files;
  private final List<String> unified;

  ControlGroup(SystemFiles files) {
    this.files = files;
    // In a hybrid of both versions, the second one has a folder of its own.
    this.unified = folders("", List.of(MOUNT, MOUNT + "/unified"));
  }

  /** The processors' worth of time that may be used. */
  Fact cpuQuota() {
    Optional<Limit> limit =
        tightest(unified, folder -> shareV2(folder + "/cpu.max"))
            .or(() -> tightest(versionOne("cpu"), this::shareV1));
    return limit
        .map(
            found ->
                Fact.known(
                    Characteristic.CPU_QUOTA,
                    String.format(Locale.ROOT, "%.4g", found.value()),
                    found.origin()))
        .orElseGet(() -> none(Characteristic.CPU_QUOTA, "cpu.max or cpu.cfs_quota_us"));
  }

  /** The bytes of memory that may be used. */
  Fact memoryLimit() {
    Optional<Limit> limit =
        tightest(unified, folder -> bytes(folder + "/memory.max"))
            .or(
                () ->
                    tightest(
                        versionOne("memory"), folder -> bytes(folder + "/memory.limit_in_bytes")));
    return limit
        .map(
            found ->
                Fact.known(
                    Characteristic.MEMORY_LIMIT_BYTES,
                    Long.toString((long) found.value()),
                    found.origin()))
        .orElseGet(
            () -> none(Characteristic.MEMORY_LIMIT_BYTES, "memory.max or memory.limit_in_bytes"));
  }

  private record Limit(double value, String origin) {}

  private static Fact none(Characteristic characteristic, String names) {
    return Fact.unknown(characteristic, names + " below /" + MOUNT)
        .withCaution("no limit, or one that is not told");
  }

  private static Optional<Limit> tightest(
      List<String> folders, Function<String, Optional<Limit>> reading) {
    return folders.stream()
        .map(reading)
        .flatMap(Optional::stream)
        .min((a, b) -> Double.compare(a.value(), b.value()));
  }

  private List<String> versionOne(String controller) {
    return folders(
        controller, List.of(MOUNT + "/" + controller, MOUNT + "/cpu,cpuacct", MOUNT + "/cpuacct"));
  }

  /** The group's folder and those above it; inside a container only the mount itself is seen. */
  private List<String> folders(String controller, List<String> mounts) {
    String group = group(controller);
    List<String> folders = new ArrayList<>();
    for (String mount : mounts) {
      String path = group;
      while (!path.isEmpty()) {
        folders.add(mount + path);
        path = path.substring(0, path.lastIndexOf('/'));
      }
      folders.add(mount);
    }
    return folders;
  }

  /**
   * The group's path from {@code /proc/self/cgroup}, whose lines are {@code id:controllers:path}.
   */
  private String group(String controller) {
    for (String line : files.lines("proc/self/cgroup")) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3
          && List.of(parts[1].split(",", -1)).contains(controller)
          && !parts[2].contains("..")) {
        return parts[2].equals("/") ? "" : parts[2];
      }
    }
    return "";
  }

  private Optional<Limit> shareV2(String path) {
    String[] words = files.text(path).orElse("").split(" ", -1);
    return words.length == 2 ? share(words[0], words[1], path) : Optional.empty();
  }

  private Optional<Limit> shareV1(String folder) {
    String path = folder + "/cpu.cfs_quota_us";
    return share(
        files.text(path).orElse(""), files.text(folder + "/cpu.cfs_period_us").orElse(""), path);
  }

  private static Optional<Limit> share(String quota, String period, String path) {
    // 'max' and -1 stand for no limit.
    return isCount(quota) && isCount(period)
        ? Optional.of(new Limit(Double.parseDouble(quota) / Double.parseDouble(period), "/" + path))
        : Optional.empty();
  }

  private Optional<Limit> bytes(String path) {
    return files
        .text(path)
        .filter(ControlGroup::isCount)
        .map(text -> new Limit(Double.parseDouble(text), "/" + path))
        .filter(limit -> limit.value() < NO_LIMIT);
  }

  private static boolean isCount(String text) {
    return text.matches("[1-9]\\d{0,18}");
  }
}
