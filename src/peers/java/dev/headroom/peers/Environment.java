package dev.headroom.peers;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's own environment, as libraries loaded later see it. */
final class Environment {
  private Environment() {}

  /**
   * Makes OpenBLAS use its AVX-512 loops where the processor has them: its version 0.3.30 takes a newer AMD processor for
   * an older one, with loops half as wide. What the user has set stays.
   *
   * @return the core whose loops are asked for, or what OpenBLAS finds itself
   */
  static String chooseOpenBlasCore() {
    String chosen = System.getenv("OPENBLAS_CORETYPE");
    if (chosen != null) {
      return chosen;
    }
    if (!hasAvx512()) {
      return "its own choice";
    }
    Function setenv = NativeLibrary.getProcess().getFunction("setenv");
    setenv.invokeInt(new Object[] {"OPENBLAS_CORETYPE", "SKYLAKEX", 1});
    return "SKYLAKEX";
  }

  private static boolean hasAvx512() {
    try {
      String facts = Files.readString(Path.of("/proc/cpuinfo"));
      return facts.contains(" avx512f ")
          && facts.contains(" avx512dq ")
          && facts.contains(" avx512bw ")
          && facts.contains(" avx512vl ");
    } catch (IOException e) {
      return false;
    }
  }
}
