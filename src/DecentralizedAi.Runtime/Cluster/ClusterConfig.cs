using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Journal;
using LinqToDB;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>The settings of the actor system, all in one place.</summary>
internal static class ClusterConfig
{
    public const string SystemName = "dai";

    // Whoever does not found a cluster asks the seeds again this often.
    private static readonly TimeSpan SeedAgain = TimeSpan.FromSeconds(2);

    // Akka asks each node once to let an agent move and serves nobody meanwhile: where one question is lost, as while
    // a connection breaks, it gives up after this. Whoever has not stopped 5 s before is stopped.
    private static readonly TimeSpan HandOff = AgentLeave.Patience + TimeSpan.FromSeconds(6);

    // linq2db's names of a SQLite file and of PostgreSQL 15 and later.
    private const string Sqlite = "SQLite.MS", Postgres = "PostgreSQL.15";

    /// <param name="journal">Null for a system in which nothing is stored.</param>
    /// <exception cref="RuntimeOptionException">DAI-3004: a file of the certificates cannot be used.</exception>
    public static ActorSystemSetup Setup(RuntimeOptions options, IJournal? journal = null)
    {
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(Of(options, journal)));
        if (journal is not null)
            setup = setup.And(new JournalSetup(journal));
        if (journal is { OnServer: false })
            setup = setup.And(new DataOptionsSetup(new DataOptions()
                .UseConnectionString(Sqlite, journal.ConnectionString).UseInterceptor(new PatientSqlite())));
        return options.Tls is { } tls ? setup.And(ClusterTls.Setup(tls)) : setup;
    }

    public static Config Of(RuntimeOptions options, IJournal? journal = null)
    {
        var scheme = options.Tls is null ? "akka.tcp" : "akka.ssl.tcp";
        var seeds = string.Join(", ", options.Seeds.Select(seed => $"\"{scheme}://{SystemName}@{seed}\""));
        var (bindHost, bindPort) = options.Bind is { } bind
            ? RuntimeOptions.Split(bind)
            : (options.Host, options.Port);
        return ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              stdout-loglevel = WARNING
              coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }
              actor {
                provider = cluster
                serializers {
                  json = "DecentralizedAi.Runtime.Serialization.RefusingSerializer, DecentralizedAi.Runtime"
                  dai = "DecentralizedAi.Runtime.Serialization.ManifestSerializer, DecentralizedAi.Runtime"
                }
                serialization-identifiers {
                  "DecentralizedAi.Runtime.Serialization.ManifestSerializer, DecentralizedAi.Runtime" = 7331
                }
                serialization-bindings {
                  "DecentralizedAi.Domain.Agents.AgentEvent, DecentralizedAi.Domain" = dai
                  "DecentralizedAi.Domain.Agents.AgentState, DecentralizedAi.Domain" = dai
                  "DecentralizedAi.Domain.Transactions.QueueEvent, DecentralizedAi.Domain" = dai
                  "DecentralizedAi.Domain.Transactions.QueueState, DecentralizedAi.Domain" = dai
                  "DecentralizedAi.Runtime.Agents.AgentEnvelope, DecentralizedAi.Runtime" = dai
                  "DecentralizedAi.Runtime.Agents.AgentReply, DecentralizedAi.Runtime" = dai
                }
                serialization-settings.allow-unregistered-types = off
              }
              remote {
                retry-gate-closed-for = 1s
                dot-netty.tcp {
                  hostname = {{Quoted(bindHost)}}, port = {{bindPort}}
                  public-hostname = {{Quoted(options.Host)}}, public-port = {{options.Port}}
                  enable-ssl = {{(options.Tls is null ? "false" : "true")}}
                }
              }
              cluster {
                seed-nodes = [{{seeds}}]
                seed-node-timeout = {{Milliseconds(options.Founds ? options.SeedPatience : SeedAgain)}}
                min-nr-of-members = {{options.MinMembers}}
                gossip-interval = 100ms
                leader-actions-interval = 100ms
                periodic-tasks-initial-delay = 200ms
                unreachable-nodes-reaper-interval = 250ms
                failure-detector {
                  heartbeat-interval = 250ms
                  acceptable-heartbeat-pause = {{Milliseconds(options.HeartbeatPause)}}
                }
                downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
                split-brain-resolver {
                  active-strategy = keep-majority
                  stable-after = {{Milliseconds(options.StableAfter)}}
                }
                down-removal-margin = {{Milliseconds(options.RemovalMargin)}}
                sharding {
                  state-store-mode = persistence
                  remember-entities = on
                  remember-entities-store = eventsourced
                  journal-plugin-id = "akka.persistence.journal.sql"
                  snapshot-plugin-id = "akka.persistence.snapshot-store.sql"
                  retry-interval = 50ms
                  handoff-timeout = {{Milliseconds(HandOff)}}
                  shard-failure-backoff = 1s
                  entity-restart-backoff = 1s
                  coordinator-failure-backoff = 1s
                }
              }
              persistence {
                max-concurrent-recoveries = 256
                journal.plugin = "akka.persistence.journal.sql"
                journal.sql {
                  class = "{{typeof(JournalActor).FullName}}, DecentralizedAi.Runtime"
                  plugin-dispatcher = "akka.actor.default-dispatcher"
                  replay-filter.mode = off
                  {{Store(journal)}}
                }
                snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
                snapshot-store.sql { snapshot-is-optional = true, {{Store(journal)}} }
              }
            }
            {{AgentMailbox.Path}}.mailbox-type = "{{typeof(AgentMailbox).FullName}}, DecentralizedAi.Runtime"
            """)
            .WithFallback(SqlPersistence.DefaultConfiguration)
            // Named here, because what sharding adds when it starts comes too late for serializers that a queue's
            // journal has loaded by then: its coordinator could not read its own events after a restart.
            .WithFallback(ClusterSharding.DefaultConfig())
            .WithFallback(ClusterSingleton.DefaultConfig());
    }

    // Nothing is filtered on replay: the usual filter takes an owner that lost an agent and got it back for a stale one
    // and drops what it stored since. Here a stale owner's event is never stored, because its number is taken.
    // Each such event counts as a failure: the usual ten would shut the journal to everybody for half a minute.
    private static string Store(IJournal? journal) =>
        $"connection-string = {Quoted(journal?.ConnectionString ?? "")}, "
        + $"provider-name = {Quoted(journal is { OnServer: true } ? Postgres : Sqlite)}, auto-initialize = false, "
        + "circuit-breaker { max-failures = 1000, call-timeout = 10s, reset-timeout = 1s }";

    private static string Milliseconds(TimeSpan span) =>
        ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "ms";

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
