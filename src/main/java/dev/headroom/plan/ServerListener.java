package dev.headroom.plan;

/** Hears of a simulated server after every event. */
public interface ServerListener {
  /** Hears nothing. */
  ServerListener DEAF = (seconds, server) -> {};

  /** What a server holds at a moment. */
  interface Server {
    /** Requests that are scheduled step by step. */
    int running();

    /** Requests that wait, those that were preempted included. */
    int waiting();

    /** KV blocks that running requests hold. */
    int usedBlocks();

    /** KV blocks that nobody holds. */
    int freeBlocks();

    /** Requests whose last token is there. */
    int finished();

    /** Tokens that were generated so far. */
    long generatedTokens();

    /** Prompt tokens, and tokens of preempted requests once more, that were computed so far. */
    long computedTokens();
  }

  /** After an event. */
  void at(double seconds, Server server);
}
