package dev.plumbline.cluster;

/**
 * What one process asks of one cluster at most. Watches that are open count for nothing; opening
 * one counts as a request.
 *
 * @param inFlight requests under way at the same time
 * @param perSecond requests a second in the long run; 0 for any number
 * @param burst how many may come at once after a quiet time
 */
public record RequestLimits(int inFlight, int perSecond, int burst) {

  /** No limits. */
  public static final RequestLimits NONE = new RequestLimits(Integer.MAX_VALUE, 0, 1);

  public RequestLimits {
    if (inFlight < 1 || perSecond < 0 || burst < 1) {
      throw new IllegalArgumentException(
          "expected at least 1 request in flight, 0 a second and a burst of 1, were %d, %d and %d"
              .formatted(inFlight, perSecond, burst));
    }
  }
}
