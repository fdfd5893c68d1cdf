/* Direct3D 12 for Wine, made of the distribution's own libvkd3d.
 *
 * DirectML speaks to Direct3D 12. Wine brings one, but with an older vkd3d inside: without shader model 6, so that half of
 * DirectML's shaders are refused. The distribution's libvkd3d is newer, but a Linux library. This file joins the two: a Wine
 * built-in d3d12.dll, every entry point of which calls libvkd3d. What libvkd3d returns are COM objects in Windows' calling
 * convention already, so nothing but these entry points needs a bridge.
 *
 * Three things are as a Windows driver has them, which is why DirectML is content:
 *   - "which metacommands are there?" is answered with "none" (libvkd3d: not implemented, and DirectML gives up);
 *   - a process has one device for its adapter, whoever asks (libvkd3d: a new one each time, and then the buffers of two
 *     sessions of ONNX Runtime do not fit together);
 *   - vkd3d's threads are Win32 threads, because signalled events are Win32 handles.
 * And a device can be lost, as drivers lose theirs: ID3D12Device5::RemoveDevice does so, which libvkd3d leaves out.
 */
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#define INITGUID
#include <vkd3d.h>

#define WINDOWS __attribute__((ms_abi))
#define EXPORTED __attribute__((visibility("default"))) WINDOWS

/* The few functions of kernel32 that are needed, by hand: Wine's headers and vkd3d's define the same names. */
WINDOWS void *CreateThread(void *security, size_t stack, uint32_t (WINDOWS *entry)(void *), void *argument, uint32_t flags, uint32_t *id);
WINDOWS uint32_t WaitForSingleObject(void *handle, uint32_t milliseconds);
WINDOWS int CloseHandle(void *handle);
WINDOWS int SetEvent(void *handle);

static const uint32_t forever = 0xffffffffu;
static const uint32_t stack_size_is_a_reservation = 0x10000;

static HRESULT signal_event(HANDLE event)
{
    return SetEvent(event) ? S_OK : E_FAIL;
}

struct thread_start
{
    PFN_vkd3d_thread main;
    void *data;
};

static uint32_t WINDOWS thread_entry(void *argument)
{
    struct thread_start start = *(struct thread_start *)argument;

    free(argument);
    start.main(start.data);
    return 0;
}

static void *create_thread(PFN_vkd3d_thread thread_main, void *data)
{
    struct thread_start *start = malloc(sizeof(*start));
    void *thread;

    if (!start) return NULL;
    start->main = thread_main;
    start->data = data;
    /* The software driver compiles shaders, with all of LLVM, on the thread that submits: more than Windows' 1 MB of stack. */
    thread = CreateThread(NULL, 16 << 20, thread_entry, start, stack_size_is_a_reservation, NULL);
    if (!thread) free(start);
    return thread;
}

static HRESULT join_thread(void *thread)
{
    if (WaitForSingleObject(thread, forever) != 0) return E_FAIL;
    CloseHandle(thread);
    return S_OK;
}

static HRESULT WINDOWS no_metacommands(ID3D12Device5 *device, UINT *count, D3D12_META_COMMAND_DESC *descriptions)
{
    (void)device;
    (void)descriptions;
    *count = 0;
    return S_OK;
}

/* The one device, kept until the process ends or it is lost. All three are changed under the mutex only. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static ID3D12Device *the_device;
static int is_removed;

enum { dxgi_error_device_removed = (int)0x887a0005 };

static void WINDOWS remove_device(ID3D12Device5 *device)
{
    (void)device;
    pthread_mutex_lock(&mutex);
    is_removed = 1;
    pthread_mutex_unlock(&mutex);
}

static HRESULT WINDOWS device_removed_reason(ID3D12Device *device)
{
    HRESULT hr;

    (void)device;
    pthread_mutex_lock(&mutex);
    hr = is_removed ? dxgi_error_device_removed : S_OK;
    pthread_mutex_unlock(&mutex);
    return hr;
}

/* Writes one entry of an interface's table of methods, which stands in memory for reading only. */
static int replace_method(void **slot, void *method)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    const uintptr_t from = (uintptr_t)slot & ~(page - 1), to = ((uintptr_t)(slot + 1) + page - 1) & ~(page - 1);

    if (*slot == method) return 0;
    if (mprotect((void *)from, to - from, PROT_READ | PROT_WRITE)) return -1;
    *slot = method;
    return 0;
}

/* The LUID of a DXGI adapter, by which vkd3d's device reports itself: DirectML looks for its adapter by it. */
static LUID adapter_luid(IUnknown *adapter)
{
    static const GUID iid_dxgi_adapter = {0x2411e7e1, 0x12ac, 0x4ccf, {0xbd, 0x14, 0x97, 0x98, 0xe8, 0x53, 0x4d, 0xc0}};
    struct
    {
        uint16_t description[128];
        uint32_t vendor, device, subsystem, revision;
        size_t video_memory, system_memory, shared_memory;
        LUID luid;
    } description;
    enum { get_desc = 8 }; /* place of IDXGIAdapter::GetDesc in its table */
    LUID none = {0};
    void **dxgi;

    if (!adapter || adapter->lpVtbl->QueryInterface(adapter, &iid_dxgi_adapter, (void **)&dxgi) < 0) return none;
    const int known = ((HRESULT (WINDOWS *)(void *, void *))(*(void ***)dxgi)[get_desc])(dxgi, &description) >= 0;
    ((IUnknown *)dxgi)->lpVtbl->Release((IUnknown *)dxgi);
    return known ? description.luid : none;
}

static HRESULT create_device(IUnknown *adapter, D3D_FEATURE_LEVEL level, ID3D12Device **device)
{
    const struct vkd3d_application_info application = {
        .type = VKD3D_STRUCTURE_TYPE_APPLICATION_INFO,
        .api_version = VKD3D_API_VERSION_2_1,
    };
    const struct vkd3d_instance_create_info instance = {
        .type = VKD3D_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .next = &application,
        .pfn_signal_event = signal_event,
        .pfn_create_thread = create_thread,
        .pfn_join_thread = join_thread,
        .wchar_size = sizeof(uint16_t),
    };
    const struct vkd3d_device_create_info create = {
        .type = VKD3D_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
        .minimum_feature_level = level,
        .instance_create_info = &instance,
        .adapter_luid = adapter_luid(adapter),
    };
    ID3D12Device5 *device5;
    HRESULT hr = vkd3d_create_device(&create, &IID_ID3D12Device, (void **)device);

    if (hr < 0)
    {
        fprintf(stderr, "d3d12 bridge: vkd3d has no device of feature level %x: %x\n", level, (unsigned)hr);
        return hr;
    }
    if ((*device)->lpVtbl->QueryInterface(*device, &IID_ID3D12Device5, (void **)&device5) >= 0)
    {
        if (replace_method((void **)&device5->lpVtbl->EnumerateMetaCommands, (void *)no_metacommands)
                || replace_method((void **)&device5->lpVtbl->RemoveDevice, (void *)remove_device)
                || replace_method((void **)&device5->lpVtbl->GetDeviceRemovedReason, (void *)device_removed_reason))
            perror("d3d12 bridge: mprotect");
        device5->lpVtbl->Release(device5);
    }
    return S_OK;
}

EXPORTED HRESULT D3D12CreateDevice(IUnknown *adapter, D3D_FEATURE_LEVEL level, REFIID iid, void **out)
{
    HRESULT hr = S_OK;

    /* Asking for more is how programs find out what there is; vkd3d over the software driver has these two. */
    if (level != D3D_FEATURE_LEVEL_11_0 && level != D3D_FEATURE_LEVEL_11_1) return E_INVALIDARG;
    pthread_mutex_lock(&mutex);
    if (the_device && is_removed)
    {
        /* A lost device is in the way until the last that was made on it is gone: nobody may hold it but this file. */
        the_device->lpVtbl->AddRef(the_device);
        if (the_device->lpVtbl->Release(the_device) > 1)
        {
            hr = dxgi_error_device_removed;
        }
        else
        {
            the_device->lpVtbl->Release(the_device);
            the_device = NULL;
            is_removed = 0;
        }
    }
    if (!the_device && (hr = create_device(adapter, level, &the_device)) < 0) the_device = NULL;
    if (hr >= 0) hr = out ? the_device->lpVtbl->QueryInterface(the_device, iid, out) : S_FALSE; /* no place for it: only whether it could */
    pthread_mutex_unlock(&mutex);
    return hr;
}

EXPORTED HRESULT D3D12GetDebugInterface(REFIID iid, void **debug)
{
    (void)iid;
    if (debug) *debug = NULL;
    return E_NOTIMPL;
}

EXPORTED HRESULT D3D12EnableExperimentalFeatures(UINT count, const IID *iids, void *configurations, UINT *sizes)
{
    (void)count, (void)iids, (void)configurations, (void)sizes;
    return E_NOINTERFACE;
}

EXPORTED HRESULT D3D12CreateRootSignatureDeserializer(const void *data, SIZE_T size, REFIID iid, void **out)
{
    return vkd3d_create_root_signature_deserializer(data, size, iid, out);
}

EXPORTED HRESULT D3D12CreateVersionedRootSignatureDeserializer(const void *data, SIZE_T size, REFIID iid, void **out)
{
    return vkd3d_create_versioned_root_signature_deserializer(data, size, iid, out);
}

EXPORTED HRESULT D3D12SerializeRootSignature(const D3D12_ROOT_SIGNATURE_DESC *desc, D3D_ROOT_SIGNATURE_VERSION version, ID3DBlob **blob, ID3DBlob **error)
{
    return vkd3d_serialize_root_signature(desc, version, blob, error);
}

EXPORTED HRESULT D3D12SerializeVersionedRootSignature(const D3D12_VERSIONED_ROOT_SIGNATURE_DESC *desc, ID3DBlob **blob, ID3DBlob **error)
{
    return vkd3d_serialize_versioned_root_signature(desc, blob, error);
}
