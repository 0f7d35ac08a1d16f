package dev.plumbline.workers;

import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where classes of this process come from, for a process that is to have the same. It works for
 * folders of classes, for jars, and for the jars of a Quarkus application.
 */
public final class ClassPath {

  private ClassPath() {}

  /**
   * The jar or folder of each class, without doubles.
   *
   * @throws IllegalStateException when one is not in a file
   */
  public static List<Path> of(Class<?>... classes) {
    Set<Path> paths = new LinkedHashSet<>();
    for (Class<?> each : classes) {
      paths.add(of(each));
    }
    return List.copyOf(paths);
  }

  /** These, with those behind that are not among them yet. */
  public static List<Path> join(List<Path> first, List<Path> behind) {
    Set<Path> all = new LinkedHashSet<>(first);
    all.addAll(behind);
    return List.copyOf(new ArrayList<>(all));
  }

  private static Path of(Class<?> loaded) {
    CodeSource source = loaded.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null) {
      throw new IllegalStateException("it is not known which jar " + loaded.getName() + " is in");
    }
    Path path = file(location, loaded);
    if (!Files.exists(path)) {
      throw new IllegalStateException(loaded.getName() + " is in " + path + ", which is not there");
    }
    return path;
  }

  private static Path file(URL location, Class<?> loaded) {
    try {
      URL outer = location;
      if (location.getProtocol().equals("jar")) {
        outer = ((JarURLConnection) location.openConnection()).getJarFileURL();
      }
      if (!outer.getProtocol().equals("file")) {
        throw new IllegalStateException(loaded.getName() + " is not in a file but in " + location);
      }
      return Path.of(asUri(outer)).toAbsolutePath();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(loaded.getName() + " is in " + location + ": " + e, e);
    }
  }

  /** Some class loaders leave spaces in their URLs as they are. */
  private static URI asUri(URL url) {
    try {
      return new URI(url.toString());
    } catch (URISyntaxException e) {
      return Path.of(url.getPath()).toUri();
    }
  }
}
