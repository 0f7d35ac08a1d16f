package dev.plumbline.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;

/** Holds the layers of the architecture: who may know whom. */
@AnalyzeClasses(packages = "dev.plumbline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String[] SERVICES = {
    "dev.plumbline.webhookingest..",
    "dev.plumbline.gitpoller..",
    "dev.plumbline.renderer..",
    "dev.plumbline.driftdetector..",
    "dev.plumbline.applier..",
    "dev.plumbline.notifier.."
  };

  /** What is decided, apart from what does it: pure functions on records. */
  private static final String[] CORES = {
    "dev.plumbline.webhookingest.provider..",
    "dev.plumbline.webhookingest.intake..",
    "dev.plumbline.gitpoller.poll..",
    "dev.plumbline.health..",
    "dev.plumbline.manifests..",
    "dev.plumbline.renderer.model..",
    "dev.plumbline.rendering",
    "dev.plumbline.rendering.directory..",
    "dev.plumbline.rendering.helm..",
    "dev.plumbline.rendering.kustomize..",
    "dev.plumbline.driftdetector.model..",
    "dev.plumbline.applier.model..",
    "dev.plumbline.notifier.model.."
  };

  private static final String[] LIBRARIES = {
    "dev.plumbline.contracts..",
    "dev.plumbline.stream..",
    "dev.plumbline.git..",
    "dev.plumbline.kustomize..",
    "dev.plumbline.manifests..",
    "dev.plumbline.rendering..",
    "dev.plumbline.workers..",
    "dev.plumbline.helm..",
    "dev.plumbline.charts..",
    "dev.plumbline.jsonnet..",
    "dev.plumbline.sops..",
    "dev.plumbline.cluster..",
    "dev.plumbline.health..",
    "dev.plumbline.service..",
    "dev.plumbline.embedded..",
    "dev.plumbline.testkit..",
    "dev.plumbline.sandbox.."
  };

  private static final DescribedPredicate<JavaClass> FRAMEWORKS =
      resideInAnyPackage(
          "io.quarkus..",
          "jakarta..",
          "io.smallrye..",
          "org.eclipse.microprofile..",
          "io.vertx..",
          "io.micrometer..",
          "org.apache.kafka.clients..",
          "io.fabric8..");

  private static final DescribedPredicate<JavaClass> FILES_AND_SOCKETS =
      resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..", "java.sql..")
          .or(
              nameMatching(
                  "java\\.io\\.(File|FileInputStream|FileOutputStream|FileReader|FileWriter"
                      + "|RandomAccessFile)"))
          .or(nameMatching("java\\.net\\.(Socket|ServerSocket|HttpURLConnection)"))
          .or(nameMatching("java\\.util\\.concurrent\\.(Executor.*|ScheduledExecutor.*)"))
          .or(nameMatching("java\\.lang\\.Thread"));

  private static final DescribedPredicate<JavaAccess<?>> READS_THE_CLOCK =
      DescribedPredicate.describe(
          "reads the machine's clock or its randomness",
          access -> {
            AccessTarget target = access.getTarget();
            JavaClass owner = target.getOwner();
            return (owner.isEquivalentTo(Instant.class) && target.getName().equals("now"))
                || (owner.isEquivalentTo(Clock.class) && target.getName().startsWith("system"))
                || (owner.isEquivalentTo(System.class)
                    && Set.of("currentTimeMillis", "nanoTime").contains(target.getName()))
                || (owner.getName().equals("java.util.UUID")
                    && target.getName().equals("randomUUID"))
                || (owner.getName().equals("java.lang.Math") && target.getName().equals("random"));
          });

  @ArchTest
  static void everyServiceHasACoreAndIsHeldToTheRules(JavaClasses all) {
    for (String service : SERVICES) {
      assertThat(all.that(resideInAPackage(service))).as(service).isNotEmpty();
    }
    for (String core : CORES) {
      assertThat(all.that(resideInAPackage(core))).as(core).isNotEmpty();
    }
  }

  @ArchTest
  static void servicesKnowNoOtherService(JavaClasses all) {
    for (String service : SERVICES) {
      noClasses()
          .that()
          .resideInAPackage(service)
          .should()
          .dependOnClassesThat(resideInAnyPackage(SERVICES).and(not(resideInAPackage(service))))
          .check(all);
    }
  }

  @ArchTest
  static final ArchRule librariesKnowNoService =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARIES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVICES);

  @ArchTest
  static final ArchRule theCommandLineKnowsNoService =
      noClasses()
          .that()
          .resideInAPackage("dev.plumbline.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVICES);

  @ArchTest
  static final ArchRule productCodeKnowsNoTestkit =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.plumbline.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.plumbline.testkit..");

  @ArchTest
  static final ArchRule coresKnowNoFramework =
      noClasses().that().resideInAnyPackage(CORES).should().dependOnClassesThat(FRAMEWORKS);

  @ArchTest
  static final ArchRule coresKnowNoAdapterLibrary =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.plumbline.stream..", "dev.plumbline.service..");

  @ArchTest
  static final ArchRule coresTouchNoFileSocketOrThread =
      noClasses().that().resideInAnyPackage(CORES).should().dependOnClassesThat(FILES_AND_SOCKETS);

  @ArchTest
  static final ArchRule coresAreToldTheTime =
      noClasses().that().resideInAnyPackage(CORES).should().accessTargetWhere(READS_THE_CLOCK);

  @ArchTest
  static final ArchRule contractsKnowNoFramework =
      noClasses()
          .that()
          .resideInAPackage("dev.plumbline.contracts..")
          .should()
          .dependOnClassesThat(FRAMEWORKS.or(resideInAPackage("org.slf4j..")));

  @ArchTest
  static final ArchRule theStreamKnowsNoContract =
      classes()
          .that()
          .resideInAPackage("dev.plumbline.stream..")
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("dev.plumbline.stream..")
                  .or(not(resideInAPackage("dev.plumbline.."))));

  @ArchTest
  static final ArchRule nothingIsCalledForWhatItIsNot =
      noClasses()
          .that()
          .resideInAPackage("dev.plumbline..")
          .should()
          .haveNameMatching(".*(Utils?|Helpers?|(?<!Field)Managers?|Impl)");

  @ArchTest
  static void modulesFormNoCycle(JavaClasses all) {
    SlicesRuleDefinition.slices()
        .matching("dev.plumbline.(*)..")
        .should()
        .beFreeOfCycles()
        .check(all);
  }
}
