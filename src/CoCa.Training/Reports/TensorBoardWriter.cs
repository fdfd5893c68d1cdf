using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using CoCa.Core;
using CoCa.Export.Onnx;

namespace CoCa.Training.Reports;

/// <summary>
/// Writes TensorBoard's event files: scalars and pictures by step. A resumed run writes a file of its own into the same folder, and TensorBoard joins them. Not thread-safe.
/// </summary>
/// <remarks>
/// The file is a sequence of TFRecords (length, masked CRC-32C of the length, content, masked CRC-32C of the content), each an <c>Event</c> message of
/// tensorflow/core/util/event.proto with a <c>Summary</c> of summary.proto. Five message fields do not need a package with a code generator: they are written with the ONNX writer's wire format.
/// </remarks>
public sealed class TensorBoardWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly TimeProvider _time;

    private TensorBoardWriter(FileStream file, TimeProvider time) => (_file, _time) = (file, time);

    /// <summary>Starts a file in a folder, which is made.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public static TensorBoardWriter Create(string folder, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        time ??= TimeProvider.System;
        try
        {
            Directory.CreateDirectory(folder);
            long seconds = time.GetUtcNow().ToUnixTimeSeconds();
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds}.coca"));
            for (int n = 1; File.Exists(path); n++) path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds}.coca.{n}"));
            TensorBoardWriter writer = new(new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), time);
            writer.Write(new ProtoWriter().Double(1, writer.Now).Text(3, "brain.Event:2"));
            return writer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder} cannot be written: {e.Message}", e);
        }
    }

    private double Now => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>A number, such as <c>loss/caption</c>, at a step.</summary>
    public void Scalar(string tag, long step, double value) => Value(step, new ProtoWriter().Text(1, tag).Float(2, (float)value));

    /// <summary>A picture at a step.</summary>
    /// <param name="tag">Its name.</param>
    /// <param name="step">The step.</param>
    /// <param name="file">A PNG or JPEG file.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public void Image(string tag, long step, ReadOnlySpan<byte> file, int width, int height)
    {
        const int Rgb = 3;
        ProtoWriter image = new ProtoWriter().Varint(1, height).Varint(2, width).Varint(3, Rgb).Bytes(4, file);
        Value(step, new ProtoWriter().Text(1, tag).Message(4, image));
    }

    /// <summary>Hands what was written to the system, so that TensorBoard sees it.</summary>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Value(long step, ProtoWriter value) => Write(new ProtoWriter().Double(1, Now).Varint(2, step).Message(5, new ProtoWriter().Message(1, value)));

    private void Write(ProtoWriter message)
    {
        ReadOnlySpan<byte> content = message.Written;
        Span<byte> head = stackalloc byte[12], tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Checksum(head[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(tail, Checksum(content));
        _file.Write(head);
        _file.Write(content);
        _file.Write(tail);
    }

    /// <summary>CRC-32C, rotated and shifted as TFRecords want it, so that a record within a record has another sum.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
