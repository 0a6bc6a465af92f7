package dev.headroom.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.document.InvalidDocumentException;
import dev.headroom.document.JsonReader;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.MemoryLevel;
import dev.headroom.hardware.MemoryScope;
import dev.headroom.hardware.ProfileCatalog;
import dev.headroom.hardware.Source;
import dev.headroom.workload.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A calibration of an invented machine finds what was invented, and is read back. */
class CalibrationTest {
  private static final CalibrationRecord CIRCUMSTANCES =
      new CalibrationRecord("headroom calibrate --quick", "1.0", LocalDate.of(2026, 3, 15));

  @TempDir Path folder;

  private static CalibrationPlan plan(Thoroughness thoroughness) {
    return CalibrationPlan.of(thoroughness, 2, 4L << 30);
  }

  private static CalibrationResult calibrate(InventedMachine machine) {
    return calibrate(machine, CalibrationProgress.SILENT);
  }

  private static CalibrationResult calibrate(
      InventedMachine machine, CalibrationProgress progress) {
    return new Calibration(
            machine, machine.clock, InventedMachine.FINGERPRINT, plan(Thoroughness.QUICK), progress)
        .run();
  }

  @Test
  void everySettingIsMeasuredAtItsRate() {
    CalibrationResult result = calibrate(new InventedMachine(1));

    assertThat(result.missing()).isEmpty();
    assertThat(result.readings()).hasSizeGreaterThan(60);
    for (Reading reading : result.readings()) {
      double rate = InventedMachine.rate(reading.setting());
      assertThat(reading.rate())
          .as(reading.setting().describe())
          .isCloseTo(rate, within(rate / 1e3));
      assertThat(reading.n()).isEqualTo(9);
    }
    assertThat(result.floor().orElseThrow().worst()).isLessThan(1e-3);
  }

  @Test
  void theTimeOfThePlanIsKept() {
    assertThat(calibrate(new InventedMachine(1)).seconds()).isLessThan(20);
    assertThat(calibrate(new InventedMachine(0.5)).seconds()).isLessThan(20);
  }

  @Test
  void progressNeverGoesBackAndEndsAtOne() {
    List<Double> shares = new ArrayList<>();
    List<String> steps = new ArrayList<>();
    calibrate(
        new InventedMachine(1),
        (step, share) -> {
          steps.add(step);
          shares.add(share);
        });

    assertThat(shares).isSorted().endsWith(1.0);
    assertThat(steps)
        .contains("compiling", "limits, 1 thread", "limits, 2 threads", "micro-kernels, 2 threads");
  }

  @Test
  void theProfileLoadsThroughTheCatalog() throws IOException {
    CalibrationResult result = calibrate(new InventedMachine(1));
    Files.writeString(
        folder.resolve("local.yaml"), LocalProfile.text("local", result, CIRCUMSTANCES));
    DeviceProfile device = ProfileCatalog.of(List.of(folder)).find("local");

    assertThat(device.identity().title()).isEqualTo("AMD \"Invented\" ?, 2 CPUs");
    assertThat(device.identity().vendor()).isEqualTo("AMD");
    assertThat(device.peakFlopPerSecond(DataType.FP32)).hasValue(200e9);
    assertThat(device.exponentialsPerSecond()).hasValue(18e9);
    assertThat(device.bandwidthBytesPerSecond()).isEqualTo(32e9);
    assertThat(device.capacityBytes()).isEqualTo(8L << 30);
    assertThat(device.memory())
        .extracting(MemoryLevel::key)
        .containsExactly("device", "l3", "l2", "l1");
    assertThat(device.memory())
        .extracting(MemoryLevel::scope)
        .containsExactly(MemoryScope.DEVICE, MemoryScope.CHIP, MemoryScope.UNIT, MemoryScope.UNIT);
    // The steps of the invented machine lie at 64 KiB, 1 MiB and 24 MiB; points are powers of two.
    assertThat(device.memory().get(1).capacityBytes())
        .isBetween(16.0 * (1 << 20), 32.0 * (1 << 20));
    assertThat(device.memory().get(2).capacityBytes()).isBetween(1.0 * (1 << 20), 2.0 * (1 << 20));
    assertThat(device.memory().get(3).capacityBytes()).isBetween(65536.0, 131072.0);
    assertThat(device.warnings()).isEmpty();
    assertThat(device.numbers())
        .allSatisfy(number -> assertThat(number.source()).isInstanceOf(Source.Measured.class))
        .allSatisfy(
            number ->
                assertThat(number.source().describe())
                    .contains("by headroom calibrate --quick (2026-03-15)"));
    assertThat(device.memory().get(0).bandwidth().orElseThrow().source().describe())
        .contains("fastest of 9 clean samples, 0 rejected, median 100 %, spread 0 %");
  }

  @Test
  void theDocumentIsReadBack() {
    CalibrationResult result = calibrate(new InventedMachine(1));
    StoredCalibration stored =
        CalibrationDocument.bind(
            JsonReader.read("x.json", CalibrationDocument.text(result, CIRCUMSTANCES)));

    assertThat(stored.isFrom(InventedMachine.FINGERPRINT)).isTrue();
    assertThat(stored.date()).isEqualTo("2026-03-15");
    assertThat(stored.thoroughness()).isEqualTo(Thoroughness.QUICK);
    assertThat(stored.threads()).isEqualTo(2);
    assertThat(stored.readings()).hasSameSizeAs(result.readings());
    for (Reading reading : result.readings()) {
      Reading again = stored.reading(reading.setting()).orElseThrow();
      assertThat(again.rate()).isCloseTo(reading.rate(), within(reading.rate() / 1e5));
      assertThat(again.n()).isEqualTo(reading.n());
    }
  }

  @Test
  void aDamagedDocumentIsRefusedWithAllItsFaults() {
    assertThatThrownBy(
            () ->
                CalibrationDocument.bind(
                    JsonReader.read(
                        "x.json",
                        """
                        {"schema_version": 2, "fingerprint": {"hash": "0"}, "date": "2026",
                         "plan": "quick", "threads": 0, "readings": []}
                        """)))
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("schema_version")
        .hasMessageContaining("threads");
  }

  @Test
  void theDocumentLiesBesideTheProfile() {
    assertThat(CalibrationDocument.beside(Path.of("a", "my-box.yaml")))
        .isEqualTo(Path.of("a", "my-box.calibration.json"));
  }

  @Test
  void whatHadNoCleanSampleIsMissingAndSaid() {
    InventedMachine machine = new InventedMachine(1);
    machine.disturb(Probe.PANELS);
    CalibrationResult result = calibrate(machine);

    assertThat(result.missing()).isNotEmpty().allMatch(s -> s.probe() == Probe.PANELS);
    assertThat(CalibrationSummary.lines(result))
        .anyMatch(line -> line.startsWith("Without an undisturbed sample: "));
    assertThat(LocalProfile.text("local", result, CIRCUMSTANCES)).contains("fp32:");
  }

  @Test
  void aCacheLikeTheLargestWorkingSetIsACaution() {
    CalibrationResult result = calibrate(new InventedMachine(1));
    MachineFingerprint huge =
        new MachineFingerprint(
            List.of(
                Fact.known(Characteristic.MEMORY_BYTES, Long.toString(8L << 30), "imagination"),
                Fact.known(Characteristic.L3_BYTES, Long.toString(260L << 20), "imagination")));
    CalibrationResult doubtful =
        new CalibrationResult(huge, result.plan(), result.readings(), List.of(), result.floor(), 1);

    assertThat(result.memoryCaution()).isEmpty();
    assertThat(CalibrationSummary.lines(doubtful))
        .contains(
            "The largest working set, 512 MiB, is less than twice the third-level cache of 260 MiB"
                + " that the machine reports: memory may look faster than it is.");
    assertThat(LocalProfile.text("local", doubtful, CIRCUMSTANCES))
        .contains("the largest working set, 512 MiB, is less than twice");
  }

  @Test
  void aBusyMachineGivesNoProfile() {
    CalibrationResult busy = calibrate(new InventedMachine(0.5));

    assertThat(busy.readings()).isEmpty();
    assertThat(busy.floor()).isEmpty();
    assertThatThrownBy(() -> LocalProfile.text("local", busy, CIRCUMSTANCES))
        .isInstanceOf(MachineTooBusyException.class)
        .hasMessage(
            "the machine is too busy: no undisturbed sample of multiply_add, 2 threads; calibrate"
                + " again when other programs rest");
    InventedMachine half = new InventedMachine(1);
    half.disturb(Probe.READ);
    CalibrationResult unread = calibrate(half);
    assertThatThrownBy(() -> LocalProfile.text("local", unread, CIRCUMSTANCES))
        .isInstanceOf(MachineTooBusyException.class);
  }

  @Test
  void theSummarySaysHowManySamplesANumberStandsOn() {
    assertThat(CalibrationSummary.lines(calibrate(new InventedMachine(1))))
        .contains(
            "  multiply add   200 GFLOP/s          n 9, median 100 %, spread 0 %, 0 rejected",
            "  hand over      250 ns               n 9, median 100 %, spread 0 %, 0 rejected",
            "  read DRAM      32 GB/s              n 9, median 100 %, spread 0 %, 0 rejected")
        .anyMatch(line -> line.startsWith("  read L1d       800 GB/s"))
        .anyMatch(line -> line.startsWith("Measured again, it repeats itself to "));
  }

  @Test
  void aFullPlanIsFinerAndASmallHeapMakesSmallSets() {
    CalibrationPlan quick = plan(Thoroughness.QUICK);
    CalibrationPlan full = CalibrationPlan.of(Thoroughness.FULL, 8, 4L << 30);

    assertThat(quick.threads()).containsExactly(1, 2);
    assertThat(full.threads()).containsExactly(1, 2, 4, 8);
    assertThat(full.limits().get(0).settings())
        .hasSizeGreaterThan(quick.limits().get(0).settings().size());
    assertThat(quick.largestWorkingSetBytes()).isEqualTo(512L << 20);
    assertThat(CalibrationPlan.of(Thoroughness.QUICK, 1, 512L << 20).largestWorkingSetBytes())
        .isEqualTo(128L << 20);
    // Each thread needs scratch memory too.
    assertThat(CalibrationPlan.of(Thoroughness.QUICK, 16, 512L << 20).largestWorkingSetBytes())
        .isEqualTo(64L << 20);
    assertThatThrownBy(() -> CalibrationPlan.of(Thoroughness.QUICK, 1, 64L << 20))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "Java's heap of 64 MiB is too small to measure memory and not caches; give it at least"
                + " 112 MiB with -Xmx");
  }
}
