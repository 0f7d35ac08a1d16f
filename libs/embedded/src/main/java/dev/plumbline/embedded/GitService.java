package dev.plumbline.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** The two services of Git's smart HTTP protocol, on one repository and one request each. */
final class GitService {
  static final String UPLOAD_PACK = "git-upload-pack";
  static final String RECEIVE_PACK = "git-receive-pack";

  private final Repositories repositories;
  private final FrozenRefs frozen;
  private final Consumer<Push> onPush;

  GitService(Repositories repositories, FrozenRefs frozen, Consumer<Push> onPush) {
    this.repositories = repositories;
    this.frozen = frozen;
    this.onPush = onPush;
  }

  /** Answers {@code info/refs}: what the client may fetch, or push to. */
  void advertise(String service, String name, @Nullable String protocol, OutputStream out)
      throws IOException {
    try (Repository repository = repositories.open(name)) {
      PacketLineOut packets = new PacketLineOut(out);
      packets.setFlushOnEnd(false);
      if (service.equals(UPLOAD_PACK)) {
        uploadPack(repository, name, protocol)
            .sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets), service);
      } else {
        packets.writeString("# service=" + service + "\n");
        packets.end();
        new ReceivePack(repository).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
      }
    }
  }

  void upload(String name, @Nullable String protocol, InputStream in, OutputStream out)
      throws IOException {
    try (Repository repository = repositories.open(name)) {
      uploadPack(repository, name, protocol).upload(in, out, null);
    }
  }

  void receive(String name, String url, InputStream in, OutputStream out) throws IOException {
    try (Repository repository = repositories.open(name)) {
      // Once there are many packs, a push has them made one. Unless told so, the old ones would
      // stay
      // for an hour: each further push would pack everything again, and each fetch look in all.
      repository.getConfig().setString("gc", null, "prunePackExpire", "now");
      ReceivePack receive = new ReceivePack(repository);
      receive.setBiDirectionalPipe(false);
      receive.setPostReceiveHook((pack, commands) -> tell(name, url, commands));
      receive.receive(in, out, null);
    }
  }

  private UploadPack uploadPack(Repository repository, String name, @Nullable String protocol) {
    UploadPack upload = new UploadPack(repository);
    upload.setBiDirectionalPipe(false);
    if (protocol != null) {
      upload.setExtraParameters(Set.of(protocol.split(":", 16)));
    }
    frozen.of(name).ifPresent(upload::setAdvertisedRefs);
    return upload;
  }

  private void tell(String name, String url, Collection<ReceiveCommand> commands) {
    List<Push.RefChange> changes =
        commands.stream()
            .filter(command -> command.getResult() == ReceiveCommand.Result.OK)
            .map(
                command ->
                    new Push.RefChange(
                        command.getRefName(),
                        ObjectId.toString(command.getOldId()),
                        ObjectId.toString(command.getNewId())))
            .toList();
    if (!changes.isEmpty()) {
      onPush.accept(new Push(name, url, changes));
    }
  }
}
