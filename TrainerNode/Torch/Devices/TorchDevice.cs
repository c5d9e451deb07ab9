using ActorSearch.TrainerNode.Training.Devices;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>Devices as libtorch knows them.</summary>
public static class TorchDevice
{
    /// <summary>Opens a device. Turns TF32 off in cuDNN, because it rounds differently.</summary>
    /// <exception cref="BadInputException">This machine or this build has no such device.</exception>
    public static torch.Device Open(ComputeDevice device)
    {
        if (!device.IsCuda) return torch.CPU;
#if TORCH_CUDA
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        if (device.Index < count)
        {
            torch.backends.cudnn.allow_tf32 = false;
            return torch.device(DeviceType.CUDA, device.Index);
        }
        throw new BadInputException($"device: {device} was requested, but this machine has {count} CUDA devices");
#else
        throw new BadInputException($"device: {device} was requested, but this build is for CPUs (build with -p:TorchBackend=cuda)");
#endif
    }
}
