package dev.headroom.figure;

import dev.headroom.chart.Axis;
import dev.headroom.chart.Series;
import dev.headroom.chart.XyChart;
import dev.headroom.hardware.DeviceProfile;
import dev.headroom.hardware.MemoryLevel;
import dev.headroom.report.Quantity;
import dev.headroom.report.SignificantFormat;
import dev.headroom.workload.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * FLOP a second against FLOP a byte, under the ceilings of the devices.
 *
 * @see <a href="https://doi.org/10.1145/1498765.1498785">Williams, Waterman, Patterson 2009</a>
 */
final class RooflineFigure {
  private static final String INTENSITY = "arithmetic_intensity_flop_per_byte";
  private static final double FAR = 1e6;

  /** Below and left of the points, where names of several memories find room along their lines. */
  private static final double ROOM = 10;

  /** How far a roof goes on, which is where its name stands. */
  private static final double BEYOND_RIDGE = 20;

  private RooflineFigure() {}

  static Figure of(List<Row> rows, Selection columns, Map<String, DeviceProfile> devices) {
    if (devices.isEmpty()) {
      throw new IllegalArgumentException(
          "chart roofline: no result names a device that has a profile; --device gives one");
    }
    String time = columns.time(rows);
    // Which device a point is of, the roof under which it lies tells.
    Grouping grouping = Grouping.of(rows, "batch_size", "query_length", "context_length", "device");
    List<Series> series = new ArrayList<>(ceilings(rows, devices));
    boolean measured = !time.equals("measured_s") && Row.allHave(rows, "measured_s");
    List<Series> stopwatch = new ArrayList<>();
    for (Map.Entry<List<String>, List<Row>> group : grouping.groups().entrySet()) {
      Grouping.Looks looks = grouping.looks(group.getKey());
      String name = grouping.name(group.getKey());
      String shown = name.isEmpty() ? Shown.words(time) : name;
      List<Row> own = group.getValue();
      series.add(
          new Series(
              shown,
              Series.Kind.POINTS,
              looks.hue(),
              0,
              own.stream().map(row -> speed(row, Selection.bounded(row, "flop", time))).toList()));
      if (measured) {
        stopwatch.add(
            new Series(
                shown + ", measured",
                Series.Kind.POINTS,
                looks.hue() + grouping.groups().size(),
                0,
                own.stream().map(RooflineFigure::measured).toList()));
      }
    }
    series.addAll(stopwatch);
    return new Figure(
        FigureKind.ROOFLINE, chart(rows, time, devices, series), sentences(rows, time, measured));
  }

  /** The axes reach over the roofs, and as far down as names of memories need. */
  private static XyChart chart(
      List<Row> rows, String time, Map<String, DeviceProfile> devices, List<Series> series) {
    List<Double> edges = new ArrayList<>();
    List<Double> tops = new ArrayList<>();
    for (DeviceProfile device : devices.values()) {
      double peak = peak(device, type(rows, device));
      tops.add(peak * 1.5);
      edges.add(peak / device.bandwidthBytesPerSecond() * BEYOND_RIDGE);
    }
    if (series.stream().filter(RooflineFigure::slopes).count() > 1) {
      rows.stream().mapToDouble(row -> intensity(row) / ROOM).min().ifPresent(edges::add);
      rows.stream()
          .mapToDouble(row -> row.number("flop") / row.number(time) / ROOM)
          .min()
          .ifPresent(tops::add);
    }
    Axis x =
        Axis.of(
            "Arithmetic intensity (FLOP/byte)",
            INTENSITY,
            Axis.Scale.LOG10,
            edges.toArray(Double[]::new));
    Axis y =
        Axis.of(
                "Performance (TFLOP/s)",
                "flop_per_s",
                Axis.Scale.LOG10,
                tops.toArray(Double[]::new))
            .shownTimes(1e-12);
    return new XyChart(x, y, series);
  }

  private static List<String> sentences(List<Row> rows, String time, boolean measured) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Matrix FLOP per second by "
            + Shown.words(time)
            + " against matrix FLOP per byte moved; lines are the device's peaks.");
    for (String key : List.of("batch_size", "query_length", "context_length")) {
      List<String> values =
          rows.stream().flatMap(row -> row.text(key).stream()).distinct().toList();
      if (values.size() > 1) {
        sentences.add(
            "The points of one kind differ by "
                + Grouping.named(key, String.join(", ", values))
                + ".");
      }
    }
    if (measured) {
      sentences.add("Bars of measured points span the two passes.");
    }
    return sentences;
  }

  /** Bounds of time swap when they become bounds of speed. */
  private static Series.Point speed(Row row, Series.Point time) {
    double flop = row.number("flop");
    return new Series.Point(intensity(row), flop / time.y(), flop / time.high(), flop / time.low());
  }

  private static double intensity(Row row) {
    return row.find(INTENSITY).orElseGet(() -> row.number("flop") / row.number("bytes"));
  }

  private static Series.Point measured(Row row) {
    double flop = row.number("flop");
    double middle = row.number("measured_s");
    OptionalDouble first = row.find("measured_first_s");
    OptionalDouble second = row.find("measured_second_s");
    double low = Math.min(first.orElse(middle), second.orElse(middle));
    double high = Math.max(first.orElse(middle), second.orElse(middle));
    return new Series.Point(
        intensity(row), flop / middle, flop / Math.max(high, middle), flop / Math.min(low, middle));
  }

  /** Each device's roof; of one device alone also its vector units and its other memories. */
  private static List<Series> ceilings(List<Row> rows, Map<String, DeviceProfile> devices) {
    List<Series> ceilings = new ArrayList<>();
    if (devices.size() == 1) {
      DeviceProfile device = devices.values().iterator().next();
      addOf(ceilings, type(rows, device), device);
      return ceilings;
    }
    for (DeviceProfile device : devices.values()) {
      double peak = peak(device, type(rows, device));
      double ridge = peak / device.bandwidthBytesPerSecond();
      ceilings.add(
          Series.guide(
              device.name(),
              ceilings.size(),
              List.of(
                  new Series.Point(ridge / FAR, peak / FAR),
                  new Series.Point(ridge, peak),
                  new Series.Point(ridge * FAR, peak))));
    }
    return ceilings;
  }

  private static void addOf(List<Series> ceilings, DataType type, DeviceProfile device) {
    double peak = peak(device, type);
    double bandwidth = device.bandwidthBytesPerSecond();
    ceilings.add(
        level(rate(peak, Quantity.FLOP_PER_SECOND) + " " + type.key(), 0, peak, bandwidth));
    for (MemoryLevel memory : device.memory()) {
      OptionalDouble bytes = memory.bandwidthBytesPerSecond();
      if (bytes.isPresent()) {
        double ridge = peak / bytes.getAsDouble();
        String name = memory.name() + " " + rate(bytes.getAsDouble(), Quantity.BYTES_PER_SECOND);
        boolean device0 = memory.equals(device.memory().get(0));
        ceilings.add(
            ceiling(
                name,
                device0 ? 0 : 1,
                new Series.Point(ridge / FAR, peak / FAR),
                new Series.Point(ridge, peak)));
      }
    }
    OptionalDouble vector = device.vectorPeakFlopPerSecond(DataType.FP32);
    if (vector.isPresent() && vector.getAsDouble() < peak) {
      String name = rate(vector.getAsDouble(), Quantity.FLOP_PER_SECOND) + " fp32 vector units";
      ceilings.add(level(name, 2, vector.getAsDouble(), bandwidth));
    }
  }

  /** Whether a ceiling is a memory's and has a name along it. */
  private static boolean slopes(Series ceiling) {
    return ceiling.kind() == Series.Kind.CEILING
        && ceiling.points().get(0).y() < ceiling.points().get(1).y();
  }

  private static Series level(String name, int dash, double flop, double bandwidth) {
    double ridge = flop / bandwidth;
    return ceiling(name, dash, new Series.Point(ridge, flop), new Series.Point(ridge * FAR, flop));
  }

  private static Series ceiling(String name, int dash, Series.Point... points) {
    return new Series(name, Series.Kind.CEILING, 0, dash, List.of(points));
  }

  private static String rate(double value, Quantity quantity) {
    return SignificantFormat.text(value, quantity);
  }

  /** The type in which the rows' products run on a device. */
  private static DataType type(List<Row> rows, DeviceProfile device) {
    Row row =
        rows.stream()
            .filter(each -> each.text("device").orElse(device.name()).equals(device.name()))
            .findFirst()
            .orElse(rows.get(0));
    return Stream.of(row.text("dtype"), row.text("activation_dtype"))
        .flatMap(key -> key.flatMap(DataType::ofKey).stream())
        .filter(type -> type != DataType.INT4 && device.peakFlopPerSecond(type).isPresent())
        .findFirst()
        .or(() -> device.computableTypes().stream().findFirst())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "chart roofline: device '" + device.name() + "' states no peak"));
  }

  private static double peak(DeviceProfile device, DataType type) {
    return device.peakFlopPerSecond(type).orElseThrow();
  }
}
