package dev.headroom.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines described by files: what is told is found with its origin, the rest is unknown. */
class MachineFingerprintTest {
  private static final SystemConfiguration NO_GETCONF = SystemConfiguration.parse(List.of());

  @TempDir Path root;

  private static JavaProcess java(String version) {
    return new JavaProcess(
        "Linux 6.1",
        "amd64",
        2,
        OptionalLong.empty(),
        1L << 30,
        version,
        "Somebody, Some VM",
        List.of("-XX:+UseG1GC"));
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private MachineFingerprint read(SystemConfiguration configuration) {
    return MachineFingerprint.read(root, configuration, java("17.0.15+6"));
  }

  private MachineFingerprint read() {
    return read(NO_GETCONF);
  }

  private void virtualMachine() throws IOException {
    file(
        "proc/cpuinfo",
        """
        processor	: 0
        vendor_id	: AuthenticAMD
        cpu family	: 26
        model		: 2
        model name	: AMD EPYC
        stepping	: 1
        flags		: fpu sse2 avx2 fma avx512f hypervisor

        processor	: 1
        model name	: AMD EPYC
        """);
    file("proc/meminfo", "MemTotal:       24684092 kB\nMemFree: 1 kB\n");
    file("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    file("sys/devices/system/clocksource/clocksource0/current_clocksource", "kvm-clock\n");
  }

  @Test
  void aVirtualMachineWithoutCacheFoldersTellsItsCachesByGetconf() throws IOException {
    virtualMachine();
    MachineFingerprint machine =
        read(
            SystemConfiguration.parse(
                List.of(
                    "PAGESIZE                           4096",
                    "LEVEL1_DCACHE_SIZE                 49152",
                    "LEVEL2_CACHE_SIZE                  0",
                    "LEVEL3_CACHE_SIZE                  532676608",
                    "LEVEL4_CACHE_SIZE")));

    assertThat(machine.facts().stream().map(Fact::describe))
        .containsExactly(
            "system: Linux 6.1 (Java)",
            "architecture: amd64 (Java)",
            "cpu: AMD EPYC (/proc/cpuinfo)",
            "cpu_model: 26/2/1 (/proc/cpuinfo)",
            "cores: unknown (looked in /sys/devices/system/cpu/cpu*/topology)",
            "cpus: 2 (/proc/cpuinfo)",
            "usable_cpus: 2 (Java)",
            "cpu_quota: unknown (looked in cpu.max or cpu.cfs_quota_us below /sys/fs/cgroup); no"
                + " limit, or one that is not told",
            "simd: sse2 avx2 fma avx512f (/proc/cpuinfo)",
            "l1d_bytes: 49152 (getconf LEVEL1_DCACHE_SIZE); a virtual machine may report the"
                + " host's cache, not its share: measure it",
            "l2_bytes: unknown (looked in /sys/devices/system/cpu/cpu0/cache, getconf)",
            "l3_bytes: 532676608 (getconf LEVEL3_CACHE_SIZE); a virtual machine may report the"
                + " host's cache, not its share: measure it",
            "memory_bytes: 25276510208 (/proc/meminfo)",
            "memory_limit_bytes: unknown (looked in memory.max or memory.limit_in_bytes below"
                + " /sys/fs/cgroup); no limit, or one that is not told",
            "page_bytes: 4096 (getconf PAGESIZE)",
            "transparent_huge_pages: madvise (/sys/kernel/mm/transparent_hugepage/enabled)",
            "hypervisor: yes (the flags of /proc/cpuinfo)",
            "clock_source: kvm-clock"
                + " (/sys/devices/system/clocksource/clocksource0/current_clocksource)",
            "java: 17.0.15+6 (Java)",
            "java_vendor: Somebody, Some VM (Java)",
            "java_options: -XX:+UseG1GC (Java)",
            "heap_bytes: 1073741824 (Java)");
    assertThat(machine.title()).isEqualTo("AMD EPYC, 2 CPUs");
  }

  @Test
  void cacheFoldersComeBeforeGetconf() throws IOException {
    virtualMachine();
    cache("index0", "1", "Data", "32K");
    cache("index1", "1", "Instruction", "64K");
    cache("index2", "2", "Unified", "1M");
    cache("index3", "3", "Unified", "0K");
    MachineFingerprint machine =
        read(SystemConfiguration.parse(List.of("LEVEL1_DCACHE_SIZE 49152", "LEVEL3_CACHE_SIZE 7")));

    assertThat(machine.number(Characteristic.L1D_BYTES)).hasValue(32768);
    assertThat(machine.number(Characteristic.L2_BYTES)).hasValue(1048576);
    assertThat(machine.fact(Characteristic.L3_BYTES).origin())
        .isEqualTo("getconf LEVEL3_CACHE_SIZE");
  }

  private void cache(String index, String level, String type, String size) throws IOException {
    String folder = "sys/devices/system/cpu/cpu0/cache/" + index + "/";
    file(folder + "level", level + "\n");
    file(folder + "type", type + "\n");
    file(folder + "size", size + "\n");
  }

  @Test
  void anArmMachineHasNumbersForItsName() throws IOException {
    file(
        "proc/cpuinfo",
        """
        processor	: 0
        BogoMIPS	: 2100.00
        Features	: fp asimd asimddp sve bf16 i8mm
        CPU implementer	: 0x41
        CPU part	: 0xd40
        CPU revision	: 1
        """);
    file("sys/devices/system/cpu/cpu0/topology/core_id", "0");
    file("sys/devices/system/cpu/cpu1/topology/core_id", "1");
    file("sys/devices/system/cpu/cpufreq/none", "");
    MachineFingerprint machine = read();

    assertThat(machine.value(Characteristic.CPU)).hasValue("Arm implementer 0x41 part 0xd40");
    assertThat(machine.fact(Characteristic.CPU).caution()).isNotEmpty();
    assertThat(machine.value(Characteristic.CPU_MODEL)).hasValue("0x41/0xd40/1");
    // In the order of this program, not of the kernel.
    assertThat(machine.value(Characteristic.SIMD)).hasValue("asimd asimddp bf16 i8mm sve");
    assertThat(machine.value(Characteristic.CORES)).hasValue("2");
    assertThat(machine.value(Characteristic.HYPERVISOR)).isEmpty();
  }

  @Test
  void withoutAnyFileWhatJavaKnowsRemains() {
    JavaProcess mac =
        new JavaProcess(
            "Mac OS X 14.5",
            "aarch64",
            8,
            OptionalLong.of(1L << 34),
            1L << 32,
            "21",
            "Somebody",
            List.of());
    MachineFingerprint machine = MachineFingerprint.read(root, NO_GETCONF, mac);

    assertThat(machine.facts()).hasSize(Characteristic.values().length);
    assertThat(machine.title()).isEqualTo("unknown processor (aarch64), 8 CPUs");
    assertThat(machine.fact(Characteristic.MEMORY_BYTES).describe())
        .isEqualTo("memory_bytes: 17179869184 (Java)");
    assertThat(machine.usableMemoryBytes()).hasValue(1L << 34);
    assertThat(machine.value(Characteristic.SIMD)).isEmpty();
    assertThat(machine.hash()).matches("[0-9a-f]{12}");
  }

  @Test
  void theTightestLimitOfVersionTwoHolds() throws IOException {
    virtualMachine();
    file("proc/self/cgroup", "0::/a/b\n");
    file("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
    file("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    file("sys/fs/cgroup/a/memory.max", "2147483648\n");
    file("sys/fs/cgroup/a/b/memory.max", "max\n");
    MachineFingerprint machine = read();

    assertThat(machine.fact(Characteristic.CPU_QUOTA).describe())
        .isEqualTo("cpu_quota: 1.500 (/sys/fs/cgroup/a/cpu.max)");
    assertThat(machine.usableMemoryBytes()).hasValue(1L << 31);
    assertThat(machine.usableMemoryOrigin()).isEqualTo("/sys/fs/cgroup/a/memory.max");
  }

  @Test
  void versionOneIsReadInsideAContainerToo() throws IOException {
    virtualMachine();
    // The path is the host's; in the container the group is at the mount itself.
    file("proc/self/cgroup", "4:memory:/outside/x\n2:cpu,cpuacct:/outside/x\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
    MachineFingerprint machine = read();

    assertThat(machine.fact(Characteristic.CPU_QUOTA).describe())
        .isEqualTo("cpu_quota: 0.5000 (/sys/fs/cgroup/cpu/cpu.cfs_quota_us)");
    assertThat(machine.fact(Characteristic.MEMORY_LIMIT_BYTES).describe())
        .isEqualTo("memory_limit_bytes: 1073741824 (/sys/fs/cgroup/memory/memory.limit_in_bytes)");
  }

  @Test
  void versionOneWithoutLimitsHasNone() throws IOException {
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    MachineFingerprint machine = read();

    assertThat(machine.value(Characteristic.CPU_QUOTA)).isEmpty();
    assertThat(machine.value(Characteristic.MEMORY_LIMIT_BYTES)).isEmpty();
    assertThat(machine.usableMemoryBytes()).isEmpty();
  }

  @Test
  void theHashTellsMachinesApartAndNotPatchReleases() throws IOException {
    virtualMachine();
    String hash = read().hash();

    assertThat(read().hash()).isEqualTo(hash);
    assertThat(MachineFingerprint.read(root, NO_GETCONF, java("17.0.16+1")).hash()).isEqualTo(hash);
    assertThat(MachineFingerprint.read(root, NO_GETCONF, java("25+36")).hash()).isNotEqualTo(hash);
    file("proc/meminfo", "MemTotal:       24684000 kB\n");
    assertThat(read().hash()).isEqualTo(hash);
    file("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");
    assertThat(read().hash()).isNotEqualTo(hash);
  }

  @Test
  void thisMachineSaysSomething() {
    MachineFingerprint machine = MachineFingerprint.ofThisMachine();

    assertThat(machine.value(Characteristic.JAVA)).isPresent();
    assertThat(machine.number(Characteristic.USABLE_CPUS)).isPresent();
    assertThat(machine.hash()).isEqualTo(MachineFingerprint.ofThisMachine().hash());
  }
}
