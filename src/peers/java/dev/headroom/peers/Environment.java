package dev.headroom.peers;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/** What this process's environment does to a library. */
final class Environment {
  // Either makes OpenBLAS ignore the processor it finds. Set to Haswell, the first doubles the time of a product on a
  // processor with AVX-512; containers set it for the sake of equal results.
  private static final List<String> OPENBLAS_HANDICAPS =
      List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private Environment() {}

  /** Lets OpenBLAS, not yet loaded, choose its own loops: forgets what the environment says about them. */
  static void freeOpenBlas() {
    Function unsetenv = NativeLibrary.getProcess().getFunction("unsetenv");
    for (String name : OPENBLAS_HANDICAPS) {
      if (unsetenv.invokeInt(new Object[] {name}) != 0) {
        throw new IllegalStateException(name + " cannot be taken out of the environment");
      }
    }
  }

  /** The processor core whose loops OpenBLAS, loaded before, has chosen. */
  static String openBlasCore() {
    return Loader.getLoadedLibraries().values().stream()
        .filter(path -> path.contains("libopenblas"))
        .findFirst()
        .map(
            path ->
                NativeLibrary.getInstance(path)
                    .getFunction("openblas_get_corename")
                    .invokeString(new Object[0], false))
        .orElse("not known");
  }
}
