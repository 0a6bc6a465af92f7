package dev.headroom.plan;

/** Waiting requests, first come first served; a preempted one goes to the front. */
final class RequestQueue {
  private int[] ring = new int[64];
  private int first;
  private int size;

  int size() {
    return size;
  }

  int peek() {
    return ring[first];
  }

  int pop() {
    int request = ring[first];
    first = (first + 1) & (ring.length - 1);
    size--;
    return request;
  }

  void push(int request) {
    grow();
    ring[(first + size) & (ring.length - 1)] = request;
    size++;
  }

  void pushFirst(int request) {
    grow();
    first = (first - 1) & (ring.length - 1);
    ring[first] = request;
    size++;
  }

  /** Takes a request out of the middle; it must be there. */
  void remove(int request) {
    int mask = ring.length - 1;
    int at = 0;
    while (ring[(first + at) & mask] != request) {
      at++;
    }
    for (int i = at; i > 0; i--) {
      ring[(first + i) & mask] = ring[(first + i - 1) & mask];
    }
    pop();
  }

  private void grow() {
    if (size == ring.length) {
      int[] wider = new int[2 * size];
      for (int i = 0; i < size; i++) {
        wider[i] = ring[(first + i) & (size - 1)];
      }
      ring = wider;
      first = 0;
    }
  }
}
