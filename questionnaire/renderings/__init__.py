FORMATS = {}


def download_name(r, e):
    return "x." + e
