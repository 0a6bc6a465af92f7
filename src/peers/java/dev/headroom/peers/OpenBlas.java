package dev.headroom.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import dev.headroom.kernel.ThreadTeam;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Attention from OpenBLAS's products and the kernel's softmax: what a careful programmer makes of a BLAS. */
final class OpenBlas implements Peer {
  static final String NAME = "OpenBLAS";

  private final List<ThreadTeam> teams = new ArrayList<>();

  private final String core;

  OpenBlas() {
    Environment.freeOpenBlas();
    Loader.load(openblas_nolapack.class);
    core = Environment.openBlasCore();
  }

  @Override
  public String describe() {
    return NAME
        + " 0.3.30 (bytedeco 1.5.12; its own choice of loops: "
        + core
        + "): one head at a time and thread, or its own threads where there is one; softmax by the"
        + " bundled kernel's loop; no append";
  }

  @Override
  public List<Contestant> attention(AttentionInputs inputs, int threads) {
    return List.of(
        inputs.shape.prefill()
            ? new OpenBlasPrefill(inputs, team(threads))
            : new OpenBlasDecode(inputs, team(threads)));
  }

  @Override
  public List<Contestant> product(ProductInputs inputs, int threads) {
    return List.of(new Product(inputs, threads));
  }

  @Override
  public void close() {
    teams.forEach(ThreadTeam::close);
  }

  /** Threads that OpenBLAS uses for a call from now on. */
  static void setThreads(int threads) {
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /** The factor of a logit in powers of two. */
  static float logitFactor(int headDim) {
    return (float) (1 / (Math.log(2) * Math.sqrt(headDim)));
  }

  /** A pointer to a direct buffer's number. */
  static FloatPointer pointer(FloatBuffer buffer, int at) {
    FloatPointer start = new FloatPointer(buffer);
    return new FloatPointer(start).position(at);
  }

  private ThreadTeam team(int threads) {
    return teams.stream()
        .filter(team -> team.size() == threads)
        .findFirst()
        .orElseGet(
            () -> {
              ThreadTeam team = new ThreadTeam(threads);
              teams.add(team);
              return team;
            });
  }

  private static final class Product implements Contestant {
    private final ProductShape shape;
    private final int threads;
    private final FloatBuffer x;
    private final FloatBuffer w;
    private final FloatBuffer y;

    Product(ProductInputs inputs, int threads) {
      this.shape = inputs.shape();
      this.threads = threads;
      x = Numbers.outside(inputs.x());
      w = Numbers.outside(inputs.w());
      y = Numbers.outside(shape.rows() * shape.outputs());
    }

    @Override
    public String library() {
      return NAME;
    }

    @Override
    public String operator() {
      return "sgemm";
    }

    @Override
    public void run(int times) {
      setThreads(threads);
      FloatPointer left = pointer(x, 0);
      FloatPointer right = pointer(w, 0);
      FloatPointer result = pointer(y, 0);
      int n = shape.outputs();
      int k = shape.inputs();
      for (int i = 0; i < times; i++) {
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, shape.rows(), n, k, 1, left, k, right, n, 0, result, n);
      }
    }

    @Override
    public float[] outputs() {
      return Numbers.copy(y);
    }
  }

  /** {@code scores = factor·queries·keysᵀ}, all with rows after each other. */
  static void scores(
      int rows, int keys, int dim, FloatPointer q, FloatPointer k, FloatPointer scores, int stride) {
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, rows, keys, dim, logitFactor(dim), q, dim, k, dim, 0, scores, stride);
  }

  /** {@code sums = weights·values}. */
  static void sums(
      int rows, int keys, int dim, FloatPointer weights, int stride, FloatPointer v, FloatPointer sums) {
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, dim, keys, 1, weights, stride, v, dim, 0, sums, dim);
  }
}
