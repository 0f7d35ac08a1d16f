package dev.plumbline.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import org.junit.jupiter.api.Test;

class StoreTest {

  private static final Key KEY = new Key("configmaps", "ns", "a");

  private final Store store = new Store(Journal.none());

  private static ObjectNode object(String ownerUid) {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata");
    if (!ownerUid.isEmpty()) {
      metadata.putArray("ownerReferences").addObject().put("uid", ownerUid);
    }
    return object;
  }

  @Test
  void everyWriteHasTheNextVersionAndAReaderSeesThemInOrder() throws Exception {
    // given
    try (Subscription changes = store.subscribe("configmaps", 0)) {

      // when
      store.put(KEY, object(""));
      store.put(new Key("secrets", "ns", "a"), object(""));
      store.put(KEY, object(""));
      store.delete(KEY);

      // then
      assertThat(changes.poll(1000).kind()).isEqualTo(Change.Kind.ADDED);
      assertThat(changes.poll(1000).version()).isEqualTo(3);
      Change deleted = changes.poll(1000);
      assertThat(deleted.kind()).isEqualTo(Change.Kind.DELETED);
      assertThat(deleted.now().metadata().path("resourceVersion").asText()).isEqualTo("4");
      assertThat(changes.poll(0)).isNull();
      assertThat(changes.progress()).isEqualTo(4);
    }
  }

  @Test
  void aReaderThatComesTooLateMustListAgain() {
    for (int i = 0; i < 20_010; i++) {
      store.put(KEY, object(""));
    }
    assertThatThrownBy(() -> store.subscribe("configmaps", 5))
        .isInstanceOf(Store.Expired.class)
        .hasMessage("too old resource version: 5 (10)");
  }

  @Test
  void aReaderThatIsTooSlowIsCutOffAfterWhatWasQueued() throws Exception {
    try (Subscription slow = store.subscribe("configmaps", 0)) {
      for (int i = 0; i < 5_000; i++) {
        store.put(KEY, object(""));
      }
      int seen = 0;
      while (slow.isOpen() && slow.poll(0) != null) {
        seen++;
      }
      assertThat(seen).isEqualTo(4_096);
      assertThat(slow.isOpen()).isFalse();
    }
  }

  @Test
  void ownersAreFollowedAsReferencesChange() {
    store.put(KEY, object("u"));
    assertThat(store.ownedBy("u")).hasSize(1);
    store.put(KEY, object(""));
    assertThat(store.ownedBy("u")).isEmpty();
  }

  @Test
  void listsOneNamespaceOrAll() {
    store.put(KEY, object(""));
    store.put(new Key("configmaps", "ns2", "b"), object(""));
    store.put(new Key("configmapsx", "ns", "c"), object(""));
    assertThat(store.list("configmaps", "ns").objects()).hasSize(1);
    assertThat(store.list("configmaps", "").objects()).hasSize(2);
  }
}
