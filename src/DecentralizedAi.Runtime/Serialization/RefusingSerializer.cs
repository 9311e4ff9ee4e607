using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>
/// Stands where Akka's JSON serializer would: that one builds whatever type a peer names in the bytes. A message that
/// ends here has no entry in <see cref="ManifestSerializer"/>.
/// </summary>
public sealed class RefusingSerializer : Serializer
{
    public RefusingSerializer(ExtendedActorSystem system) : base(system) { }

    // Akka picks this constructor when the serializer has settings; without it the node does not start.
    public RefusingSerializer(ExtendedActorSystem system, Config config) : base(system) => _ = config;

    public override int Identifier => 1;
    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => throw new UnknownManifestException(
        $"{obj.GetType().FullName} has no manifest; give it one in {nameof(ManifestSerializer)}");

    public override object FromBinary(byte[] bytes, Type type) => throw new UnknownManifestException(
        $"a peer sent {bytes.Length} bytes for the default serializer, which is refused");
}

/// <summary>A type or manifest that is not one of ours: nothing is written or built.</summary>
public sealed class UnknownManifestException(string message) : Exception(message);
