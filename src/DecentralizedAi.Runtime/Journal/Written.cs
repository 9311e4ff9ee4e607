using Akka.Actor;
using DecentralizedAi.Domain.Ledger;
using Akkas = Akka.Serialization.Serialization;

namespace DecentralizedAi.Runtime.Journal;

/// <summary>Objects as the journal keeps them.</summary>
internal sealed class Written(ActorSystem system)
{
    private readonly Akkas _serialization = system.Serialization;

    /// <exception cref="Exception">Its serializer does not write it.</exception>
    public StoredBytes Write(object what)
    {
        var serializer = _serialization.FindSerializerFor(what);
        // References of actors are written with the address under which others reach them.
        return Akkas.WithTransport((ExtendedActorSystem)system, (serializer, what), static (to) => new StoredBytes(
            to.serializer.ToBinary(to.what), to.serializer.Identifier, Akkas.ManifestFor(to.serializer, to.what)));
    }

    /// <exception cref="Exception">Nobody reads it.</exception>
    public object Read(StoredBytes written) =>
        _serialization.Deserialize(written.Bytes, written.Serializer, written.Manifest);
}
