namespace Silk.NET.OpenGL;

public enum PixelStoreParameter
{
    UnpackAlignment = 3317,
    UnpackRowLength = 3314,
    UnpackSkipPixels = 3316,
    UnpackSkipRows = 3315,
    PackAlignment = 3333,
}
