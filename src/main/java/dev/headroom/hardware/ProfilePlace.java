package dev.headroom.hardware;

import dev.headroom.document.Document;
import java.util.List;
import java.util.Optional;

/** A place that profiles are found in. */
sealed interface ProfilePlace permits ProfileFolder, Neighbours, BuiltInProfiles {
  /** The profile with this name or alias, in preset form. */
  Optional<Document> find(String preset);

  /** All profiles here. */
  List<ProfileName> names();
}
