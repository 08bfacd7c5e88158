"""What `make attack` needs beside its tools."""
