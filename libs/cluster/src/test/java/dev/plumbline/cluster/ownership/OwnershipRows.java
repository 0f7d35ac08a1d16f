package dev.plumbline.cluster.ownership;

import java.util.List;
import java.util.stream.Stream;

/**
 * The stories of {@link OwnershipTest}, in the sections of the survey of what a real API server
 * does. Section E, admission, is in {@link AdmissionTest}.
 */
final class OwnershipRows {

  private OwnershipRows() {}

  static Stream<OwnershipRow> all() {
    return Stream.of(
            OrdinaryRows.all(),
            ListRows.all(),
            SpellingRows.all(),
            SecretRows.all(),
            EntryRows.all(),
            ControllerRows.all())
        .flatMap(List::stream);
  }
}
