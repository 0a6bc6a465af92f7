package dev.headroom.measure;

import java.util.Locale;

/** Something that a machine has and that says which machine it is or how fast it may be. */
public enum Characteristic {
  /** Operating system and its version. */
  SYSTEM(false),
  /** Instruction set architecture. */
  ARCHITECTURE(true),
  /** The processor's name. */
  CPU(true),
  /** Family, model and stepping, which tell apart processors of one name. */
  CPU_MODEL(true),
  /** Physical cores. */
  CORES(true),
  /** Logical processors. */
  CPUS(true),
  /** Logical processors that this process may use. */
  USABLE_CPUS(true),
  /** Processors' worth of time that a control group grants. */
  CPU_QUOTA(true),
  /** Vector instruction sets. */
  SIMD(true),
  /** Bytes of one first-level data cache. */
  L1D_BYTES(true),
  /** Bytes of one second-level cache. */
  L2_BYTES(true),
  /** Bytes of one third-level cache. */
  L3_BYTES(true),
  /** Bytes of memory; after a new kernel a few are more or less, so they are no mark. */
  MEMORY_BYTES(false),
  /** Bytes of memory that a control group grants. */
  MEMORY_LIMIT_BYTES(false),
  /** Bytes of a page. */
  PAGE_BYTES(true),
  /** Whether and when the kernel gives pages of 2 MiB. */
  TRANSPARENT_HUGE_PAGES(true),
  /** Whether the machine is a virtual one. */
  HYPERVISOR(true),
  /** What the kernel's clock counts. */
  CLOCK_SOURCE(false),
  /** Java's version. */
  JAVA(true),
  /** Who made this Java. */
  JAVA_VENDOR(false),
  /** Options that this Java was started with. */
  JAVA_OPTIONS(false),
  /** The most bytes that Java's heap may take. */
  HEAP_BYTES(false);

  private final boolean marks;

  Characteristic(boolean marks) {
    this.marks = marks;
  }

  /** The name in files and tables: {@code l1d_bytes}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether another value means that measurements have to be taken anew. */
  public boolean marks() {
    return marks;
  }
}
