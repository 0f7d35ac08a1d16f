package dev.plumbline.driftdetector.sight;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What watches told so far of one kind's objects in one shard.
 *
 * @param sightings of those that are there
 * @param whole whether those are all that there are, rather than some of which was heard
 */
public record Told(List<Sighting> sightings, boolean whole) {
  static final Told NOTHING = new Told(List.of(), false);

  public Told {
    sightings = List.copyOf(sightings);
  }

  /** The ids of the objects. */
  public Set<String> ids() {
    return sightings.stream().map(sighting -> sighting.ref().id()).collect(Collectors.toSet());
  }
}
