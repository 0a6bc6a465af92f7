package dev.headroom.sweep;

import java.util.List;

/** One direction of a grid: a name and its values, which are not stored where they are a range. */
public sealed interface Axis {
  /** The field's name: {@code batch_size}. */
  String key();

  /** How many values there are. */
  long size();

  /** The value at an index, from 0: a text, a whole number or a number. */
  Object value(long index);

  /** Names, such as those of models. */
  record Names(String key, List<String> names) implements Axis {
    /** Copies the list. */
    public Names {
      names = List.copyOf(names);
    }

    @Override
    public long size() {
      return names.size();
    }

    @Override
    public Object value(long index) {
      return names.get((int) index);
    }
  }

  /** Whole numbers. */
  record Numbers(String key, NumberSeries series) implements Axis {
    @Override
    public long size() {
      return series.size();
    }

    @Override
    public Object value(long index) {
      return series.get(index);
    }
  }

  /** Values of a number of the device's profile. */
  record Quantities(String key, String keyPath, QuantitySeries series) implements Axis {
    @Override
    public long size() {
      return series.size();
    }

    @Override
    public Object value(long index) {
      return series.get(index);
    }
  }
}
