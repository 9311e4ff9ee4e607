using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Where a new leaf goes.</summary>
/// <param name="Stream">The agent's stream.</param>
/// <param name="Seq">From 1.</param>
/// <param name="Prev">Hash of the leaf before; 0 at 1.</param>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Law">What the leaf stands under.</param>
public readonly record struct LeafPlace(StreamId Stream, ulong Seq, Bytes32 Prev, ulong Time, Law Law);

/// <summary>What every leaf of one action repeats.</summary>
/// <param name="Action">Instruction, turn and index.</param>
/// <param name="Instructor">Who gave the instruction.</param>
/// <param name="Effect">Of the tool.</param>
/// <param name="Asset">What the amount counts.</param>
/// <param name="Purpose">Job, deal or round, or null.</param>
/// <param name="Scope">The id in a scoped asset, else null.</param>
public sealed record LeafSubject(
    ActionPlace Action, InstructorProof Instructor, LeafEffect Effect, Asset Asset, Purpose? Purpose = null,
    Bytes32? Scope = null);

/// <summary>What one leaf says, before it has a place in its stream. One case per kind.</summary>
public abstract record LeafDraft
{
    private LeafDraft()
    {
    }

    /// <summary>The leaf at its place, with everything that opens its words.</summary>
    public LeafRecord At(LeafPlace place)
    {
        var filled = Fill();
        var leaf = filled.Words with
        {
            Stream = place.Stream,
            Seq = place.Seq,
            Prev = place.Prev,
            Time = place.Time,
            Law = place.Law.Word,
            Facts = filled.Facts?.Word ?? Bytes32.Zero,
            Body = filled.Body?.Word ?? Bytes32.Zero,
            Extension = filled.Opens.Instruction is { Nonce: { } nonce } source
                ? new InstructionSource(source.Kind, source.Id, nonce).In(place.Stream).Value
                : filled.Words.Extension,
        };
        return new LeafRecord(leaf.ToWords(), filled.Opens with { Law = place.Law }, filled.Facts, filled.Body,
            filled.Receipt);
    }

    private protected abstract Filling Fill();

    /// <summary>The words and pre-images that do not depend on the place.</summary>
    private protected sealed record Filling(Leaf Words, LeafPreimages Opens)
    {
        public SaltedDocument? Facts { get; init; }
        public SaltedDocument? Body { get; init; }
        public SaltedDocument? Receipt { get; init; }
    }

    private static Filling Plain(LeafTag tag, LeafExtension? extension = null) => new(
        new Leaf
        {
            Stream = default,
            Seq = 1,
            Prev = default,
            Time = 0,
            Tag = tag,
            Extension = extension?.Word ?? default,
        },
        new LeafPreimages { Law = default, Extension = extension });

    private static Filling OfAction(
        LeafSubject subject, LeafTag tag, string? rule, UInt256 amount, LeafExtension? extension = null)
    {
        var plain = Plain(tag with { Effect = subject.Effect }, extension);
        return new Filling(
            plain.Words with
            {
                Action = subject.Action.Id.Value,
                Rule = RuleWord.Of(rule),
                Instructor = subject.Instructor.Word,
                Purpose = subject.Purpose?.Word ?? Bytes32.Zero,
                Asset = subject.Asset.Word,
                Amount = amount,
            },
            plain.Opens with
            {
                Rule = rule,
                Instructor = subject.Instructor,
                Action = subject.Action,
                Purpose = subject.Purpose,
                Scope = subject.Scope,
            });
    }

    /// <param name="Instructor">Who asks, and its proof.</param>
    /// <param name="Source">The instruction's own pre-image: same kind and id.</param>
    /// <param name="Body">A <see cref="BodyDocument.Text"/>.</param>
    /// <param name="Signed">The message, of an account.</param>
    /// <param name="Signature">Over its digest, of an account.</param>
    public sealed record Instructed(
        InstructorProof Instructor, InstructionSource Source, SaltedDocument? Body,
        TypedData.Instruction? Signed = null, byte[]? Signature = null) : LeafDraft
    {
        private protected override Filling Fill()
        {
            var plain = Plain(new LeafTag(LeafKind.Instructed));
            return new Filling(
                plain.Words with { Instructor = Instructor.Word },
                plain.Opens with
                {
                    Instructor = Instructor,
                    Instruction = new InstructionPreimage(Source.Kind, Source.Id, Source.Nonce),
                    TypedData = Signed,
                    Signature = Signature,
                })
            { Body = Body };
        }
    }

    /// <param name="Subject">The action.</param>
    /// <param name="Label">Worst label of the call.</param>
    /// <param name="Rule">The rule that allowed.</param>
    /// <param name="AfterApproval">Verdict 2; amount and body then repeat the Awaiting leaf's.</param>
    /// <param name="Amount">Reserved.</param>
    /// <param name="NotAfter">Unix milliseconds.</param>
    /// <param name="To">Payee, or 0.</param>
    /// <param name="Facts">A <see cref="FactsDocument"/>.</param>
    /// <param name="Body">A <see cref="BodyDocument.Call"/>.</param>
    /// <param name="Receipt">A <see cref="ReceiptDocument"/>; null when no model was asked.</param>
    public sealed record Opened(
        LeafSubject Subject, LeafLabel Label, string Rule, bool AfterApproval, UInt256 Amount, ulong NotAfter,
        Address To, SaltedDocument Facts, SaltedDocument Body, SaltedDocument? Receipt) : LeafDraft
    {
        private protected override Filling Fill() => OfAction(
            Subject,
            new LeafTag(LeafKind.Opened, Label,
                Verdict: AfterApproval ? LeafVerdict.AllowedAfterApproval : LeafVerdict.Allowed),
            Rule, Amount, new LeafExtension.Opened(Receipt?.Word ?? Bytes32.Zero, NotAfter, To))
            with
        { Facts = Facts, Body = Body, Receipt = Receipt };
    }

    /// <param name="Subject">The action.</param>
    /// <param name="Label">Of the result.</param>
    /// <param name="Evidence">What backs the outcome.</param>
    /// <param name="Outcome">Done, Failed or Unknown.</param>
    /// <param name="Rule">As in Opened.</param>
    /// <param name="Amount">What really moved or was used; 0 of failed money.</param>
    /// <param name="Body">A <see cref="BodyDocument.Result"/>, or null.</param>
    /// <param name="EvidenceHash">Money that moved: the <see cref="Spent"/> hash; 0 when none.</param>
    public sealed record Closed(
        LeafSubject Subject, LeafLabel Label, LeafEvidence Evidence, LeafVerdict Outcome, string Rule,
        UInt256 Amount, SaltedDocument? Body, Bytes32 EvidenceHash) : LeafDraft
    {
        private protected override Filling Fill()
        {
            var filling = OfAction(
                Subject, new LeafTag(LeafKind.Closed, Label, Evidence, Verdict: Outcome), Rule, Amount);
            return filling with { Words = filling.Words with { Extension = EvidenceHash }, Body = Body };
        }
    }

    /// <param name="Subject">The action.</param>
    /// <param name="Label">Worst label of the call.</param>
    /// <param name="Reason">DeniedByRule to PolicyStaleOrInvalid.</param>
    /// <param name="Rule">The rule that decided; null by silence.</param>
    /// <param name="Amount">What was asked.</param>
    /// <param name="Facts">What the decision used, or null where none was made.</param>
    /// <param name="Body">A <see cref="BodyDocument.Call"/>.</param>
    public sealed record Refused(
        LeafSubject Subject, LeafLabel Label, LeafVerdict Reason, string? Rule, UInt256 Amount,
        SaltedDocument? Facts, SaltedDocument? Body) : LeafDraft
    {
        private protected override Filling Fill() =>
            OfAction(Subject, new LeafTag(LeafKind.Refused, Label, Verdict: Reason), Rule, Amount)
                with
            { Facts = Facts, Body = Body };
    }

    /// <param name="Subject">The action.</param>
    /// <param name="Label">Worst label of the call.</param>
    /// <param name="Rule">The rule that asks.</param>
    /// <param name="Amount">What is asked.</param>
    /// <param name="Deadline">Unix milliseconds: time + the policy's <c>within</c>.</param>
    /// <param name="Facts">What the decision used.</param>
    /// <param name="Body">A <see cref="BodyDocument.Call"/>; its word is what approvers sign.</param>
    public sealed record Awaiting(
        LeafSubject Subject, LeafLabel Label, string Rule, UInt256 Amount, ulong Deadline, SaltedDocument Facts,
        SaltedDocument Body) : LeafDraft
    {
        private protected override Filling Fill() =>
            OfAction(Subject, new LeafTag(LeafKind.Awaiting, Label), Rule, Amount,
                new LeafExtension.Awaiting(Deadline)) with
            { Facts = Facts, Body = Body };
    }

    /// <param name="Subject">The action.</param>
    /// <param name="Approver">Who approves.</param>
    /// <param name="Rule">As in Awaiting.</param>
    /// <param name="Amount">As in Awaiting.</param>
    /// <param name="Signed">The message.</param>
    /// <param name="Digest">What was signed.</param>
    /// <param name="Signature">Over the digest.</param>
    public sealed record Approved(
        LeafSubject Subject, Address Approver, string Rule, UInt256 Amount, TypedData.Approval Signed,
        Bytes32 Digest, byte[] Signature) : LeafDraft
    {
        private protected override Filling Fill()
        {
            var approver = InstructorProof.Account(Approver, Digest);
            var filling = OfAction(Subject,
                new LeafTag(LeafKind.Approved, Evidence: LeafEvidence.CounterpartySignature), Rule, Amount);
            return new Filling(
                filling.Words with { Instructor = approver.Word, Extension = Digest },
                filling.Opens with { Instructor = approver, TypedData = Signed, Signature = Signature });
        }
    }

    /// <param name="Subject">The action.</param>
    /// <param name="Rule">As in Awaiting.</param>
    /// <param name="Amount">As in Awaiting.</param>
    /// <param name="Denial">A <see cref="DenialDocument"/> where an approver said no; null where time or law ran out.
    /// </param>
    public sealed record Expired(LeafSubject Subject, string Rule, UInt256 Amount, SaltedDocument? Denial = null)
        : LeafDraft
    {
        private protected override Filling Fill() => OfAction(
            Subject,
            new LeafTag(LeafKind.Expired,
                Evidence: Denial is null ? LeafEvidence.None : LeafEvidence.CounterpartySignature),
            Rule, Amount) with
        { Body = Denial };
    }

    /// <summary>The first leaf of an epoch; 0 and 0 if nobody held the shard before.</summary>
    public sealed record Takeover(Address FromNode, ulong FromEpoch) : LeafDraft
    {
        private protected override Filling Fill() =>
            Plain(new LeafTag(LeafKind.Takeover), new LeafExtension.Takeover(FromNode, FromEpoch));
    }

    /// <summary>The policy changed: the law of this leaf holds the new root.</summary>
    public sealed record Governed(Bytes32 OldRoot, Bytes32 NewRoot) : LeafDraft
    {
        private protected override Filling Fill() =>
            Plain(new LeafTag(LeafKind.Governed), new LeafExtension.Governed(OldRoot, NewRoot));
    }

    /// <param name="Instructor">Who gave the instruction that is answered.</param>
    /// <param name="Label">Worst label of the text.</param>
    /// <param name="Body">A <see cref="BodyDocument.Text"/>.</param>
    public sealed record Answered(InstructorProof Instructor, LeafLabel Label, SaltedDocument? Body) : LeafDraft
    {
        private protected override Filling Fill()
        {
            var plain = Plain(new LeafTag(LeafKind.Answered, Label));
            return new Filling(
                plain.Words with { Instructor = Instructor.Word }, plain.Opens with { Instructor = Instructor })
            { Body = Body };
        }
    }

    /// <summary>A spend on chain that no Closed leaf names.</summary>
    public sealed record Found(Spent Spent) : LeafDraft
    {
        private protected override Filling Fill()
        {
            var plain = Plain(new LeafTag(
                LeafKind.Found, Evidence: LeafEvidence.ChainTransaction, Effect: LeafEffect.Money));
            return plain with
            {
                Words = plain.Words with
                {
                    Asset = Spent.Asset.Word,
                    Amount = Spent.Amount,
                    Extension = Spent.Hash(),
                },
            };
        }
    }
}
